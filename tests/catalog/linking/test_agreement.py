"""What people and lengths say of two records of one name."""

import pytest

from catalog.linking.agreement import Agreement, Facts, agreement, are_alike
from catalog.models import SourcePair
from tests.catalog.records import film

Reason = SourcePair.Reason


def said(one: dict, other: dict) -> tuple[Agreement, SourcePair.Reason]:
    facts = [Facts.of(film("Home", **record)) for record in (one, other)]
    assert agreement(*facts) == agreement(*facts[::-1]), "in either order"
    return agreement(*facts)


class TestNamesOfOnePerson:
    @pytest.mark.parametrize(
        ("name", "other"),
        [
            ("park jung woo", "jung woo park"),
            ("j a bayona", "juan antonio bayona"),
            ("cary joji fukunaga", "cary fukunaga"),
            ("nikkhil advani", "nikhil advani"),
            ("steve brill", "steven brill"),
            ("krish", "krish"),
        ],
    )
    def test_are_alike_in_another_order_spelling_or_length(self, name: str, other: str):
        assert are_alike(name, other)
        assert are_alike(other, name)

    @pytest.mark.parametrize(
        ("name", "other"),
        [
            ("tim johnson", "frank lin"),
            ("gus van sant", "semih kaplanoglu"),
            ("john ford", "john huston"),
            ("anand tucker", "michael rowe"),
        ],
    )
    def test_are_not_those_of_two(self, name: str, other: str):
        assert not are_alike(name, other)


class TestAgreement:
    def test_one_director_of_both_is_enough(self):
        one, other = {"directors": "Ethan Coen, Joel Coen"}, {"directors": "JOEL COEN 1223"}
        assert said(one, other)[0] is Agreement.SAME

    def test_directors_that_differ_contradict(self):
        one, other = {"directors": "Tim Johnson"}, {"directors": "Frank Lin"}
        assert said(one, other) == (Agreement.CONTRADICTION, Reason.DIRECTORS)

    def test_one_actor_of_both_does_not_outweigh_directors_that_differ(self):
        one = {"directors": "Tim Johnson", "cast": "Ada, Bea, Cleo"}
        other = {"directors": "Frank Lin", "cast": "Ada, Dora, Eva"}
        assert said(one, other) == (Agreement.CONTRADICTION, Reason.DIRECTORS)

    def test_three_actors_of_both_do(self):
        one = {"directors": "Osgood Perkins", "cast": "Ada, Bea, Cleo, Dora, Eva, Fay, Gea"}
        other = {"directors": "Oz P.", "cast": "Ada, Bea, Cleo, Hal, Ida, Joe, Kim"}
        assert said(one, other)[0] is Agreement.SAME

    def test_one_actor_of_both_is_enough_where_a_director_is_unknown(self):
        one, other = (
            {"cast": "Ada, Bea, Cleo"},
            {"directors": "Frank Lin", "cast": "Ada, Dora, Eva"},
        )
        assert said(one, other)[0] is Agreement.SAME

    def test_casts_without_one_actor_of_both_contradict(self):
        one, other = {"cast": "Ada, Bea, Cleo"}, {"cast": "Dora, Eva, Fay"}
        assert said(one, other) == (Agreement.CONTRADICTION, Reason.ACTORS)

    def test_of_short_casts_that_says_nothing(self):
        one, other = {"cast": "Ada, Bea"}, {"cast": "Dora, Eva, Fay"}
        assert said(one, other)[0] is Agreement.NOTHING

    def test_lengths_that_differ_contradict_in_another_year_alone(self):
        one, other = {"minutes": 87}, {"minutes": 120}
        assert said(one, other)[0] is Agreement.NOTHING, "a platform pads films with pauses"
        other["year"] = 2002
        assert said(one, other) == (Agreement.CONTRADICTION, Reason.LENGTH)

    def test_nothing_known_is_nothing_said(self):
        assert said({}, {"directors": "Frank Lin", "minutes": 90})[0] is Agreement.NOTHING
