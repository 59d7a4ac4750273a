"""Cost and revenue: the unknown is never zero, and one dollar is no budget."""

import pytest

from catalog.insights import money
from catalog.insights.chart import Chart
from catalog.insights.money import count_money, money_section
from catalog.insights.scope import Scope
from catalog.models import Movie
from tests.catalog.factories import FiguresFactory, MovieFactory

pytestmark = pytest.mark.django_db


def make_film(budget: int | None, revenue: int | None, **facts: object) -> None:
    FiguresFactory.create(movie=MovieFactory.create(**facts), budget=budget, revenue=revenue)


def chart() -> Chart:
    (found,) = money_section(count_money(Scope()), Movie.objects.count()).charts
    return found


def test_unknown_and_implausible_money_is_left_out_and_counted():
    make_film(10_000, 30_000)
    make_film(None, 5_000_000)
    make_film(5_000_000, None)
    make_film(1, 4_000_000)
    MovieFactory.create()
    assert [cells[3].value for cells in chart().rows] == [3.0]
    assert "3 titles of which cost or revenue is unknown, and 1 whose cost" in chart().note


def test_the_median_return_and_the_losses_are_of_the_plausible():
    for factor in range(1, 41):
        make_film(10_000, 1_000 * factor)
    make_film(1, 10**9)
    assert chart().sentence == (
        "Half of 40 titles with both took in at least 2.05 times what they cost; 22.5% took in "
        "less than they cost."
    )


def test_without_money_the_chart_says_so():
    make_film(10_000, None)
    make_film(1, 10**9)
    assert chart().sentence == "Of none of these titles are a revenue and a plausible cost known."
    assert not chart().rows


def test_a_large_catalogue_shows_a_sample_that_stays_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(money, "MOST_POINTS", 5)
    for factor in range(1, 13):
        make_film(10_000, 10_000 * factor)
    shown = [cells[0].address for cells in chart().rows]
    assert len(shown) == 5
    assert shown == [cells[0].address for cells in chart().rows]
    assert chart().note.startswith("Shown are 5 of them, picked by chance.")


def test_what_lists_hide_counts_but_is_not_named():
    make_film(10_000, 30_000, title="Shown")
    make_film(10_000, 30_000, is_adult=True)
    make_film(10_000, 30_000, status="rumored")
    assert count_money(Scope()).plausible == 3
    assert [cells[0].text for cells in chart().rows] == ["Shown (2001)"]
