"""Genres over time, countries, age ratings."""

import pytest

from catalog.insights.chart import Chart
from catalog.insights.releases import count_releases
from catalog.insights.scope import Scope
from catalog.insights.terms import count_terms, term_section
from catalog.models import Country
from tests.catalog.factories import GenreFactory, MovieFactory

pytestmark = pytest.mark.django_db


def chart(key: str) -> Chart:
    section = term_section(count_terms(Scope()), count_releases(Scope()))
    return next(chart for chart in section.charts if chart.key == key)


def make_titles(year: int, **genres: int) -> None:
    """As many titles as the largest number; each genre has that many of them."""
    movies = MovieFactory.create_batch(max(genres.values()), release_year=year)
    for name, count in genres.items():
        genre = GenreFactory.create(name=name)
        for movie in movies[:count]:
            movie.genres.add(genre)


def test_a_genre_s_share_is_of_all_titles_of_the_decade():
    make_titles(1975, Drama=40, Horror=10)
    MovieFactory.create_batch(40, release_year=1979)
    rows = {head.text: [cell.value for cell in cells] for head, *cells in chart("genres").rows}
    assert rows == {"Drama": [50.0], "Horror": [12.5]}


def test_what_changed_most_is_told_with_both_ends():
    make_titles(1955, Drama=40, Western=20)
    make_titles(2005, Drama=40, Western=0)
    assert chart("genres").sentence == (
        "Drama is the most common genre of the 2000s: 100.0% of the titles. Western has changed "
        "most, from 50.0% in the 1950s to 0.0%."
    )


def test_a_genre_that_is_rare_in_all_may_be_the_most_common_of_the_last_decade(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("catalog.insights.terms.MOST_GENRES", 1)
    make_titles(1955, Drama=60)
    make_titles(2015, Reality=40, Drama=10)
    assert [head.text for head, *_ in chart("genres").rows] == ["Drama"]
    assert chart("genres").sentence.startswith("Reality is the most common genre of the 2010s")


def test_a_decade_with_few_titles_is_left_out_and_proves_nothing():
    make_titles(1955, Western=3)
    make_titles(2005, Drama=30, Western=15)
    assert chart("genres").columns == ("Genre", "2000s")
    assert "1950s" not in chart("genres").sentence


def test_where_no_decade_says_enough_there_is_no_picture():
    make_titles(2005, Drama=29)
    assert not chart("genres").rows
    assert chart("genres").sentence == (
        "No decade has titles enough to tell which genres it liked."
    )


def test_a_title_of_two_countries_counts_for_both_and_once_among_the_titles():
    spain, france = Country.objects.create(name="Spain"), Country.objects.create(name="France")
    for movie in MovieFactory.create_batch(30):
        movie.countries.add(spain)
    for movie in MovieFactory.create_batch(10):
        movie.countries.add(spain, france)
    assert chart("countries").sentence == (
        "Of 40 titles with a country: Spain 100.0%; France 25.0%."
    )


def test_age_ratings_of_a_catalogue_without_any_are_said_to_be_unknown():
    MovieFactory.create()
    assert chart("age-ratings").sentence == "No age rating is known of any of these titles."
    MovieFactory.create(age_rating="R")
    assert chart("age-ratings").sentence == (
        "Only one of these titles has an age rating: too few to say more."
    )
