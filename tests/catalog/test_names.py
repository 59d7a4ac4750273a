"""One spelling for comparing names."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.names import normalised_name


@pytest.mark.parametrize(
    ("name", "normalised"),
    [
        ("  José  DÍAZ-Núñez ", "jose diaz nunez"),
        ("M*A*S*H", "m a s h"),
        ("???", "???"),
        ("Straße", "strasse"),
        ("東京物語", "東京物語"),
        ("", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_count(name: str, normalised: str) -> None:
    assert normalised_name(name) == normalised


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_take_a_shorter_way_to_the_same_spelling(name: str) -> None:
    bare = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(c if c.isalnum() else " " for c in bare).split()
    assert normalised_name(name) == (" ".join(words) or " ".join(bare.split()))
