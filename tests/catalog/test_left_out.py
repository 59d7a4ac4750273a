"""The requests that training leaves out are the same ones that are fitted on afterwards."""

from catalog.left_out import is_left_out

CHOSEN = ["r15", "r32", "r35"]


def test_they_are_about_the_share_that_was_asked_for():
    left = sum(is_left_out(f"request {number}", 8) for number in range(4_000))
    assert 430 < left < 570


def test_the_choice_never_changes_from_one_version_to_the_next():
    chosen = [f"r{number}" for number in range(40) if is_left_out(f"r{number}", 8)]
    assert chosen == CHOSEN
