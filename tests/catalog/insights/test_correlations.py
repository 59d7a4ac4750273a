"""Pearson's and Spearman's correlation, against plain arithmetic."""

import random
from itertools import pairwise
from statistics import correlation, fmean

import pytest

from catalog.insights.columns import NUMERIC_COLUMNS
from catalog.insights.correlations import correlation_charts, count_correlations
from catalog.insights.scope import Scope
from catalog.models import Movie
from tests.catalog.factories import FiguresFactory, MovieFactory

pytestmark = pytest.mark.django_db


def ranks(numbers: list[int]) -> list[float]:
    """From 1; equal ones share the mean of theirs."""
    places: dict[int, list[int]] = {}
    for place, number in enumerate(sorted(numbers), start=1):
        places.setdefault(number, []).append(place)
    return [fmean(places[number]) for number in numbers]


def test_both_coefficients_agree_with_plain_arithmetic_ties_included():
    chance = random.Random(4)
    minutes = [chance.randint(60, 90) for _ in range(60)]
    votes = [one * 10 + chance.randint(0, 300) // 100 * 100 for one in minutes]
    for one, other in zip(minutes, votes, strict=True):
        FiguresFactory.create(movie=MovieFactory.create(minutes=one), vote_count=other)
    found = count_correlations(Scope())["minutes", "votes"]
    assert found.n == 60
    assert found.pearson == pytest.approx(correlation(minutes, votes))
    assert found.spearman == pytest.approx(correlation(ranks(minutes), ranks(votes)))


def test_each_pair_is_of_the_titles_that_have_both():
    for minutes, votes, popularity in [(90, 1, None), (100, 2, 0.5), (None, 3, 0.6), (80, None, 1)]:
        FiguresFactory.create(
            movie=MovieFactory.create(minutes=minutes, release_year=None),
            vote_count=votes,
            popularity=popularity,
        )
    found = count_correlations(Scope())
    assert {pair: correlation.n for pair, correlation in found.items()} == {
        ("minutes", "votes"): 2,
        ("minutes", "popularity"): 2,
        ("votes", "popularity"): 2,
    }


def test_every_column_stands_in_the_statement_in_its_place():
    """Each has a number that no other has, so that a swapped pair would show."""
    for n, year in pairwise(range(2000, 2004)):
        facts = {"budget": 2_000 * n, "revenue": 3_000 * n + year, "vote_count": n}
        movie = MovieFactory.create(minutes=n - 1_900, release_year=year)
        FiguresFactory.create(movie=movie, vote_average=n / 1_000, popularity=n, **facts)
    found = count_correlations(Scope())
    names = [column.name for column in NUMERIC_COLUMNS]
    assert len(found) == len(names) * (len(names) - 1) / 2
    rows = Movie.objects.values_list(*(column.path for column in NUMERIC_COLUMNS))
    by_name = dict(zip(names, zip(*rows, strict=True), strict=True))
    for (one, other), coefficients in found.items():
        assert coefficients.pearson == pytest.approx(correlation(by_name[one], by_name[other]))


def test_what_never_changes_goes_with_nothing():
    for minutes in range(60, 100):
        FiguresFactory.create(movie=MovieFactory.create(minutes=minutes), vote_count=7)
    assert count_correlations(Scope())["minutes", "votes"].pearson is None
    assert all(not chart.rows for chart in correlation_charts(count_correlations(Scope())))


def test_few_titles_prove_nothing():
    for n in range(29):
        FiguresFactory.create(movie=MovieFactory.create(minutes=n + 1), vote_count=n)
    ranked, _linear = correlation_charts(count_correlations(Scope()))
    assert "too few titles" in ranked.sentence
    FiguresFactory.create(movie=MovieFactory.create(minutes=30), vote_count=29)
    ranked, _linear = correlation_charts(count_correlations(Scope()))
    assert ranked.sentence == "Closest together: Minutes and Votes, with 1.00 in 30 titles."


def test_implausible_money_and_titles_out_of_scope_are_left_out():
    for budget, kind in [(1, "film"), (5_000, "film"), (6_000, "film"), (7_000, "series")]:
        FiguresFactory.create(movie=MovieFactory.create(kind=kind), budget=budget, vote_count=1)
    assert count_correlations(Scope(kind="film"))["budget", "votes"].n == 2
    MovieFactory._meta.model.objects.update(is_published=False)
    assert count_correlations(Scope()) == {}
