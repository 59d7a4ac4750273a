"""What a person's films brought in for what they cost."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Person
from catalog.statistics.returns import Returns, returns_of
from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db


def returns(name: str, role: str = "actor", **options: bool) -> Returns:
    return returns_of(Person.objects.get(name=name), role=role, **options)


@pytest.fixture
def _films(db: None) -> None:
    """Returns of 2, 3 and 10, one unknown budget, one unknown revenue, one dollar of budget."""
    make_film("Two", actors="Ana", budget=1_000_000, revenue=2_000_000)
    make_film("Three", actors="Ana", budget=2_000, revenue=6_000)
    make_film("Ten", actors="Ana", budget=1_000, revenue=10_000)
    make_film("No budget", actors="Ana", revenue=5_000_000)
    make_film("No revenue", actors="Ana", budget=5_000_000)
    make_film("No figures", actors="Ana")
    make_film("One dollar", actors="Ana", budget=1, revenue=8_500_000)


@pytest.mark.usefixtures("_films")
def test_what_is_unknown_or_implausible_is_left_out_and_counted():
    answer = returns("Ana")
    assert (answer.n, answer.left_out_unknown, answer.left_out_implausible) == (3, 3, 1)
    assert (answer.total, answer.mean, answer.median) == (15.0, 5.0, 3.0)
    assert len(answer.films) == answer.n + 4


@pytest.mark.usefixtures("_films")
def test_the_published_arithmetic_takes_the_unknown_for_zero_and_believes_one_dollar():
    answer = returns("Ana", include_unknown=True)
    assert (answer.n, answer.left_out_unknown, answer.left_out_implausible) == (7, 0, 0)
    assert answer.total == 8_500_015.0
    assert answer.mean == pytest.approx(8_500_015 / 7)
    assert answer.median == 2.0


def test_where_no_return_is_known_there_is_none_rather_than_zero():
    make_film("No figures", actors="Ana")
    answer = returns("Ana")
    assert (answer.total, answer.mean, answer.median) == (None, None, None)
    assert answer.n == 0


def test_a_film_tells_profit_only_where_both_sums_are_known():
    make_film("A loss", actors="Ana", budget=5_000, revenue=2_000)
    make_film("Unknown", actors="Ana", budget=5_000)
    profits = {film.title: film.profit for film in returns("Ana").films}
    assert profits == {"A loss": -3_000, "Unknown": None}


def test_a_director_who_acts_has_returns_of_each_role():
    make_film("Directed", directors="Ana", budget=1_000, revenue=2_000)
    make_film("Acted", actors="Ana", budget=1_000, revenue=9_000)
    assert returns("Ana", "director").total == 2.0
    assert returns("Ana", "actor").total == 9.0


def test_films_come_newest_first_and_undated_last():
    make_film("Old", actors="Ana", release_date=date(1950, 1, 1))
    make_film("Year alone", actors="Ana", release_year=1999)
    make_film("Nothing", actors="Ana", release_year=None)
    make_film("New", actors="Ana", release_date=date(2016, 1, 1))
    assert [film.title for film in returns("Ana").films] == ["New", "Old", "Year alone", "Nothing"]


def test_hidden_titles_and_series_are_no_part_of_it():
    make_film("Hidden", actors="Ana", is_published=False)
    make_film("A series", actors="Ana", kind="series")
    make_film("Adult", actors="Ana", is_adult=True)
    assert [film.title for film in returns("Ana").films] == ["Adult"]


def test_it_takes_one_query_however_many_films():
    person = Person.objects.create(name="Ana")
    for count in range(5):
        make_film(f"Film {count}", actors=person, budget=1_000, revenue=count + 1)
        with CaptureQueriesContext(connection) as queries:
            returns_of(person, role="actor")
        assert len(queries) == 1
