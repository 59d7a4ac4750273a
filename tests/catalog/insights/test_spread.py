"""Quartiles, whiskers and outliers."""

import pytest

from catalog.insights.scope import Scope
from catalog.insights.spread import count_spreads, spread_chart
from tests.catalog.factories import FiguresFactory, MovieFactory

pytestmark = pytest.mark.django_db


def test_quartiles_and_whiskers_are_those_of_a_box_plot():
    # Quartiles 2.5, 4, 5.5: the fences stand at -2 and 10, and the last value within is 6.
    for minutes in (1, 2, 3, 4, 5, 6, 100):
        MovieFactory.create(minutes=minutes, release_year=None)
    spread = count_spreads(Scope())["minutes"]
    assert spread.quartiles == [2.5, 4, 5.5]
    assert spread.whiskers == (1, 6)
    assert (spread.n, spread.outliers, spread.least, spread.greatest) == (7, 1, 1, 100)


def test_a_value_on_the_fence_is_no_outlier():
    for minutes in (2, 3, 4, 5, 6, 10):
        MovieFactory.create(minutes=minutes)
    spread = count_spreads(Scope())["minutes"]
    assert spread.quartiles == [3.25, 4.5, 5.75]
    assert spread.outliers == 1
    MovieFactory.create(minutes=4)
    MovieFactory.create(minutes=5)
    # Quartiles 3.75, 4.5, 5.25: the upper fence is 7.5.
    assert count_spreads(Scope())["minutes"].whiskers == (2, 6)


def test_money_of_implausible_films_is_left_out():
    FiguresFactory.create(budget=5_000, revenue=10_000)
    FiguresFactory.create(budget=1, revenue=10**9)
    spreads = count_spreads(Scope())
    assert (spreads["budget"].n, spreads["revenue"].n, spreads["return"].n) == (1, 1, 1)
    assert spreads["return"].mean == 2


def test_columns_that_nobody_has_a_number_in_are_not_there():
    MovieFactory.create(minutes=None)
    assert count_spreads(Scope()).keys() == {"year"}
    assert spread_chart(count_spreads(Scope(kind="series"))).sentence == (
        "There are no numbers of these titles."
    )


def test_of_few_numbers_nothing_is_said_to_lie_far_out():
    MovieFactory.create_batch(5)
    assert spread_chart(count_spreads(Scope())).sentence == (
        "There are too few numbers to tell what lies far out."
    )


def test_a_year_is_written_as_one():
    MovieFactory.create(release_year=1999)
    (row,) = spread_chart(count_spreads(Scope())).rows
    assert [cell.text for cell in row[:3]] == ["Year", "1999", "1999"]
