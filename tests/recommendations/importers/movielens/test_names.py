"""How MovieLens spells the names of films."""

import pytest

from recommendations.importers.movielens.names import split_title, title_keys


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("Toy Story (1995)", "Toy Story", 1995),
        ("Jaws (1975) ", "Jaws", 1975),
        ("Death Note: Desu nôto (2006–2007)", "Death Note: Desu nôto", 2006),
        ("Fargo (2014- )", "Fargo", 2014),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", 1968),
        ("Babylon 5", "Babylon 5", None),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", 2009),
        ("Room (3019)", "Room (3019)", None),
    ],
)
def test_the_year_stands_at_the_end(text: str, name: str, year: int | None):
    assert split_title(text) == (name, year)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Matrix, The", "the matrix"),
        ("Bug's Life, A", "a bug s life"),
        ("Avventura, L'", "l avventura"),
        ("City of Lost Children, The (Cité des enfants perdus, La)", "la cite des enfants perdus"),
        ("City of Lost Children, The (Cité des enfants perdus, La)", "the city of lost children"),
        ("Seven (a.k.a. Se7en)", "se7en"),
        ("(500) Days of Summer", "500 days of summer"),
        ("Mortadelo & Filemon", "mortadelo and filemon"),
        ("Paris, Texas", "paris texas"),
        ("Good, the Bad and the Ugly, The", "the good the bad and the ugly"),
    ],
)
def test_a_name_gives_the_keys_that_the_catalogue_may_have(name: str, key: str):
    assert key in title_keys(name)


def test_nothing_but_brackets_gives_keys_too():
    assert title_keys("()") == ["()"]
