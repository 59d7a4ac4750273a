"""Which show a line of a viewing history may be an episode of."""

import pytest

from recommendations.importers.history.viewings import possible_shows


@pytest.mark.parametrize(
    ("title", "show"),
    [
        ("Breaking Bad: Season 1: Pilot", "Breaking Bad"),
        ("Wild Wild Country: Part 1", "Wild Wild Country"),
        ("The Queen's Gambit: Limited Series: Openings", "The Queen's Gambit"),
        ("Stranger Things: Stranger Things 3: Chapter One: Suzie", "Stranger Things"),
        ("Star Wars: The Clone Wars: Season 3: Heroes", "Star Wars: The Clone Wars"),
        ("La casa de papel: Parte 2: Episodio 1", "La casa de papel"),
        ("Kill la Kill: Vol. 2", "Kill la Kill"),
        ("Chef's Table: BBQ: Tootsie Tomanetz", "Chef's Table"),
    ],
)
def test_an_episode_names_its_show(title: str, show: str):
    assert show in possible_shows(title)


@pytest.mark.parametrize("title", ["Jaws", "Mission: Impossible", "Dark: The Movie", ": x", ":"])
def test_a_film_with_a_colon_is_of_no_show(title: str):
    assert possible_shows(title) == ()


def test_the_longest_show_comes_first():
    shows = possible_shows("Star Wars: The Clone Wars: Season 3: Heroes")
    assert shows.index("Star Wars: The Clone Wars") < shows.index("Star Wars")


def test_a_cell_of_colons_is_of_few_shows():
    assert len(possible_shows("a:" * 5_000)) <= 5
