"""Years and decades as people write them, in both languages."""

import pytest

from catalog.search.folding import folded
from catalog.search.year_cues import find_years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("80s", 1980, 1989),
        ("1980's comedy", 1980, 1989),
        ("a comedy of the eighties", 1980, 1989),
        ("early 2000s", 2000, 2004),
        ("mid-90s drama", 1993, 1997),
        ("late 80s or early 90s", 1985, 1994),
        ("released 70’s–90’s", 1970, 1999),
        ("The 1920s", 1920, 1929),
        ("oldboy 2003", 2003, 2003),
        ("Solaris (1972)", 1972, 1972),
        ("horror from 1984", 1984, 1984),
        ("before 1970", None, 1969),
        ("after 2010", 2011, None),
        ("since 2015", 2015, None),
        ("between 1995 and 1990", 1990, 1995),
        ("1990–1995", 1990, 1995),
        ("años 80", 1980, 1989),
        ("LOS OCHENTA", 1980, 1989),
        ("de los años ochenta", 1980, 1989),
        ("series de los 2010", 2010, 2019),
        ("finales de los 90", 1995, 1999),
        ("de 1984", 1984, 1984),
        ("antes de 1960", None, 1959),
        ("desde 2015", 2015, None),
        ("entre 1990 y 1995", 1990, 1995),
    ],
)
def test_years_are_read(text: str, first: int | None, last: int | None):
    found = find_years(folded(text))
    assert found is not None
    assert (found.first, found.last) == (first, last)
    assert text[found.start : found.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "2001: A Space Odyssey",
        "1984",
        "2012",
        "Blade Runner 2049",
        "30 days of night",
        "los 100",
        "los 4 fantásticos",
        "area 51s",
        "",
        "9" * 5000,
    ],
)
def test_names_and_other_numbers_are_no_years(text: str):
    assert find_years(folded(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "set in the 1940s",
        "it takes place in rural France in the 70s",
        "ambientada en los años 40",
        "a woman in her 30s",
        "two men in their 40s",
    ],
)
def test_the_time_of_the_story_and_an_age_are_not_the_years_of_the_film(text: str):
    assert find_years(folded(text)) is None
