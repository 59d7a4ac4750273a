"""Which facts are not known."""

from datetime import date

import pytest

from catalog.insights.missing import FACTS, count_missing, missing_chart
from catalog.insights.scope import Scope
from catalog.models import Company, Country, Keyword
from tests.catalog.factories import CreditFactory, FiguresFactory, GenreFactory, MovieFactory

pytestmark = pytest.mark.django_db


def make_complete_film() -> None:
    movie = MovieFactory.create(
        minutes=90,
        age_rating="R",
        original_language="en",
        imdb_id="tt0114709",
        genres=[GenreFactory.create()],
    )
    movie.countries.add(Country.objects.create(name="Spain"))
    movie.keywords.add(Keyword.objects.create(name="a"), Keyword.objects.create(name="b"))
    movie.companies.add(Company.objects.create(name="C"))
    CreditFactory.create(movie=movie, role="director")
    CreditFactory.create_batch(3, movie=movie)
    FiguresFactory.create(
        movie=movie,
        release_date=date(2001, 1, 5),
        budget=1,
        revenue=1,
        vote_count=0,
        vote_average=5,
        popularity=0,
    )


def test_a_film_that_has_everything_lacks_nothing():
    make_complete_film()
    missing = count_missing(Scope())
    assert {name: numbers for name, numbers in missing.items() if numbers[0]} == {}
    assert missing.keys() == FACTS.keys()
    assert missing["seasons"] == (0, 0), "a film has none to lack"
    assert missing_chart(missing).sentence.startswith("Nothing is missing")


def test_a_bare_title_lacks_all_but_what_every_title_has():
    make_complete_film()
    MovieFactory.create(description="", release_year=None)
    missing = count_missing(Scope())
    assert {numbers for name, numbers in missing.items() if name != "seasons"} == {(1, 2)}
    assert [cells[1].value for cells in missing_chart(missing).rows] == [50.0] * 17


def test_minutes_are_asked_of_films_and_seasons_of_series():
    MovieFactory.create(kind="series")
    missing = count_missing(Scope())
    assert (missing["minutes"], missing["seasons"]) == ((0, 0), (1, 1))


def test_no_titles_at_all_are_no_error():
    assert missing_chart(count_missing(Scope(platform="nowhere"))).sentence == (
        "There are no titles."
    )
