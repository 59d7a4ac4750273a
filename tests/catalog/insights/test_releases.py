"""When titles came out."""

from datetime import date, timedelta

import pytest

from catalog.insights.chart import Chart
from catalog.insights.releases import count_releases, release_section
from catalog.insights.scope import Scope
from tests.catalog.factories import FiguresFactory, MovieFactory

pytestmark = pytest.mark.django_db


def released(*days: date | None) -> None:
    for day in days:
        FiguresFactory.create(release_date=day)


def chart(key: str) -> Chart:
    section = release_section(count_releases(Scope()))
    return next(chart for chart in section.charts if chart.key == key)


def test_each_dated_title_counts_once_by_month_and_once_by_weekday():
    released(date(1995, 10, 30), date(2003, 10, 3), date(2020, 2, 29), None)
    MovieFactory.create(release_year=2001)
    releases = count_releases(Scope())
    assert {month: n for month, n in releases.months.items() if n} == {10: 2, 2: 1}
    assert {day: n for day, n in releases.weekdays.items() if n} == {1: 1, 5: 1, 6: 1}
    assert (len(releases.months), len(releases.weekdays)) == (12, 7)


def test_a_title_without_a_date_still_counts_by_its_year():
    MovieFactory.create(release_year=1999)
    MovieFactory.create(release_year=1990)
    MovieFactory.create(release_year=None)
    releases = count_releases(Scope())
    assert releases.years == {1990: 1, 1999: 1}
    assert releases.decades == {1990: 2}
    assert releases.dated == 0


def test_of_few_dates_no_month_is_called_the_busiest():
    released(date(2001, 5, 4))
    assert chart("months").sentence == (
        "Only one of these titles has a release date: too few to say more."
    )
    assert len(chart("months").rows) == 12, "the table tells what little there is"


def test_of_many_dates_the_busiest_and_the_quietest_month_are_named():
    released(*(date(2001, 3, 1) + timedelta(days=n % 31) for n in range(40)), date(2001, 7, 2))
    assert "most came out in March: 40, or 97.6%" in chart("months").sentence
    assert "3,141" not in chart("months").note


def test_first_days_of_january_are_said_to_stand_for_years():
    released(*[date(1950, 1, 1)] * 9, date(1950, 1, 2), date(1950, 2, 1))
    assert chart("months").note.startswith("9 of the titles of January are dated the first")


def test_without_dates_the_chart_says_so_and_has_no_table():
    MovieFactory.create()
    assert chart("months").sentence == "No release date is known of any of these titles."
    assert not chart("months").rows


def test_the_median_year_is_one_that_half_are_not_older_than():
    for year in [1950] * 15 + [1990] * 10 + [2010] * 15:
        MovieFactory.create(release_year=year)
    assert chart("years").sentence == (
        "Half of the 40 titles with a year are of 1990 or later. The year with most is 1950, "
        "with 15."
    )
