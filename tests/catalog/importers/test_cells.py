"""What is made of a single cell, and what is said to be lost in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.importers.cells import clean_text, describe_damage


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Legend\u00a0of\u00a0Exorcism", "Legend of Exorcism"),
        ("\u200bMaj Rati \u200b\u200bKeteki", "Maj Rati Keteki"),
        ("\ufeffDark\u00a0", "Dark"),
        ("A Story of a\nFlying\t\r\n Fortress", "A Story of a Flying Fortress"),
        ("Da\u0007r\u0081k\u007f\u0000", "Dark"),
        ("Ame\u0301lie", "Amélie"),
        ("\u200dDa\u200drk\u200c", "Dark"),
        ("\u202eDark\u202c", "Dark"),
        ("a \u200d b", "a b"),
        ("MAÇÃ", "MAÇÃ"),
        ("Nicolás LÃÂ", "Nicolás L"),
        ("voilà", "voilà"),
        ("海賊 王", "海賊 王"),
        ("\u200b\ufeff\u00a0", ""),
    ],
)
def test_cells_are_normalised(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",  # Persian: two parts of one word
        "क्\u200dष",  # Hindi: a half form
        "അവന്\u200d",  # Malayalam: a chillu at the end of a word
        "👩🏽\u200d🚀 in space",
        "👨\u200d👩\u200d👧",
        "❤️\u200d🔥",
        "🏳️\u200d🌈",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    ],
)
def test_joiners_that_belong_to_the_spelling_survive(text: str) -> None:
    assert clean_text(text) == text
    assert describe_damage(text, clean_text(text)) == ""


@given(st.text())
def test_clean_text_never_fails_and_leaves_nothing_that_a_database_refuses(text: str) -> None:
    clean = clean_text(text)
    assert clean == clean.strip()
    assert "\0" not in clean
    clean.encode()
    describe_damage(text, clean)
