"""How many films came out in a month, or on a weekday."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.statistics.questions import (
    films_by_month,
    films_by_weekday,
    films_released_in_month,
    films_released_on_weekday,
)
from catalog.version import catalogue_changed
from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db

MONDAY_IN_MAY = date(2001, 5, 7)
SUNDAY_IN_MAY = date(1954, 5, 2)
FRIDAY_IN_JUNE = date(1990, 6, 1)


@pytest.fixture
def _films(db: None) -> None:
    make_film("On a Monday", release_date=MONDAY_IN_MAY)
    make_film("On a Sunday", release_date=SUNDAY_IN_MAY)
    make_film("On a Friday", release_date=FRIDAY_IN_JUNE)


@pytest.mark.usefixtures("_films")
def test_months_are_of_all_years_and_days_begin_with_monday():
    assert films_released_in_month(5) == 2
    assert films_released_in_month(6) == 1
    assert films_released_in_month(1) == 0
    assert films_released_on_weekday(1) == films_released_on_weekday(7) == 1
    assert films_released_on_weekday(5) == 1
    assert films_released_on_weekday(2) == 0


@pytest.mark.usefixtures("_films")
def test_all_months_and_all_days_add_up_to_the_dated_films():
    make_film("Nobody knows when", vote_count=3)
    make_film("Without figures")
    assert sum(films_by_month().values()) == sum(films_by_weekday().values()) == 3
    assert list(films_by_month()) == list(range(1, 13))
    assert list(films_by_weekday()) == list(range(1, 8))


def test_what_lists_hide_counts_and_what_is_hidden_or_a_series_does_not():
    make_film("Adult", release_date=MONDAY_IN_MAY, is_adult=True)
    make_film("Not yet out", release_date=MONDAY_IN_MAY, status="planned")
    make_film("Hidden", release_date=MONDAY_IN_MAY, is_published=False)
    make_film("A series", release_date=MONDAY_IN_MAY, kind="series")
    assert films_released_in_month(5) == 2


@pytest.mark.usefixtures("_films")
def test_both_questions_take_one_query_until_the_catalogue_changes(
    django_capture_on_commit_callbacks,
):
    with CaptureQueriesContext(connection) as queries:
        for month in range(1, 13):
            films_released_in_month(month)
        for weekday in range(1, 8):
            films_released_on_weekday(weekday)
    assert len(queries) == 1
    make_film("Another one", release_date=MONDAY_IN_MAY)
    assert films_released_in_month(5) == 2, "kept"
    with django_capture_on_commit_callbacks(execute=True):
        catalogue_changed()
    assert films_released_in_month(5) == 3


@pytest.mark.parametrize("number", [-1, 0, 13])
def test_no_number_is_taken_for_a_month_that_is_none(number: int):
    with pytest.raises(ValueError, match=str(number)):
        films_released_in_month(number)


@pytest.mark.parametrize("number", [-1, 0, 8])
def test_no_number_is_taken_for_a_weekday_that_is_none(number: int):
    with pytest.raises(ValueError, match=str(number)):
        films_released_on_weekday(number)
