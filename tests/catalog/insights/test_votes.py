"""Votes, and the length of films."""

import pytest

from catalog.insights.chart import Chart
from catalog.insights.scope import Scope
from catalog.insights.votes import count_votes, vote_section
from tests.catalog.factories import FiguresFactory, MovieFactory

pytestmark = pytest.mark.django_db


def chart(key: str) -> Chart:
    section = vote_section(count_votes(Scope()))
    return next(chart for chart in section.charts if chart.key == key)


def rows(key: str) -> dict[str, float | None]:
    return {head.text: first.value for head, first, *_ in chart(key).rows}


def voted(mean: float | None, votes: int) -> None:
    FiguresFactory.create(vote_average=mean, vote_count=votes)


def test_means_of_few_votes_are_left_out():
    voted(10, 1)
    voted(9.9, 9)
    voted(6.4, 10)
    assert rows("means") == {"6.0": 1}


def test_a_mean_of_ten_belongs_to_the_last_half_point():
    voted(10, 100)
    voted(9.5, 100)
    assert rows("means") == {"9.5": 2}


def test_half_points_without_titles_stand_between_the_others():
    voted(5, 100)
    voted(6.5, 100)
    assert rows("means") == {"5.0": 1, "5.5": 0, "6.0": 0, "6.5": 1}


def test_the_middle_half_of_the_means_is_told():
    for n in range(41):
        voted(5 + n / 10, 100)
    assert chart("means").sentence == (
        "Half of the 41 titles have a mean between 6.0 and 8.0 out of 10; the median is 7.0."
    )


def test_numbers_of_votes_are_counted_in_bands_with_their_votes():
    for votes in (0, 1, 9, 10, 2_000, 10_000):
        voted(None, votes)
    assert rows("vote-counts") == {
        "0": 1,
        "1–9": 2,
        "10–99": 1,
        "1,000–9,999": 1,
        "10,000 or more": 1,
    }
    assert [cell.value for *_, cell in chart("vote-counts").rows] == [0, 10, 10, 2_000, 10_000]


def test_as_many_votes_as_a_curator_can_write_are_counted_too():
    voted(None, 2**31 - 1)
    assert rows("vote-counts") == {"10,000 or more": 1}


def test_who_holds_most_votes_is_told():
    for votes in [10] * 39 + [1_000]:
        voted(None, votes)
    assert chart("vote-counts").sentence == (
        "2.5% of the titles have 1,000 votes or more: they hold 71.9% of all 1,390 votes."
    )


def test_lengths_are_of_films_alone_and_long_ones_stand_together():
    for minutes in (89, 90, 99, 239, 240, 900):
        MovieFactory.create(minutes=minutes)
    MovieFactory.create(kind="series", minutes=45)
    assert {name: count for name, count in rows("minutes").items() if count} == {
        "80": 1,
        "90": 2,
        "230": 1,
        "240": 2,
    }


def test_nothing_known_is_said_plainly():
    MovieFactory.create(minutes=None)
    voted(None, 0)
    assert chart("minutes").sentence == "No length is known of any film here."
    assert "None of these titles has votes enough" in chart("means").sentence
    assert "Only one of these titles" in chart("vote-counts").sentence
