"""What is shown to those who have told nothing."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Movie
from recommendations import popular
from recommendations.models import Favorite, Rater
from recommendations.popular import popular_titles
from recommendations.recommendation import Recommendation, Why
from tests.accounts.factories import UserFactory
from tests.catalog.factories import FiguresFactory, MovieFactory

pytestmark = pytest.mark.django_db


def hearts(movie: Movie, number: int) -> None:
    for _ in range(number):
        Favorite.objects.create(user=UserFactory.create(), movie=movie)


def raters_like(*movies: Movie, number: int) -> None:
    for n in range(number):
        rater, _created = Rater.objects.get_or_create(dataset="ml", number=n)
        for movie in movies:
            rater.ratings.create(movie=movie, value=8, rated_at=timezone.now())


def movies(recommended: list[Recommendation]) -> list[Movie]:
    return [each.movie for each in recommended]


def test_a_liked_series_is_shown_among_series_however_many_films_raters_like(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(popular, "MOST_LIKED", 2)
    raters_like(*MovieFactory.create_batch(3), number=2)
    series = MovieFactory.create(kind="series", release_year=1950)
    MovieFactory.create(kind="series", release_year=2020)
    hearts(series, 1)
    first = popular_titles(kind="series", count=2)[0]
    assert (first.movie, first.why, first.liked_by) == (series, Why.POPULAR, 1)


def test_what_this_site_likes_comes_before_what_more_raters_like():
    ours, theirs = MovieFactory.create_batch(2)
    raters_like(theirs, number=3)
    hearts(ours, 1)
    shown = popular_titles(count=2)
    assert [(each.movie, each.liked_by) for each in shown] == [(ours, 1), (theirs, 3)]


def test_raters_leave_room_for_what_is_well_rated_series_among_it():
    liked = MovieFactory.create_batch(6)
    raters_like(*liked, number=2)
    rated = [MovieFactory.create(kind="series"), MovieFactory.create()]
    for movie, mean in zip(rated, (9.0, 8.0), strict=True):
        FiguresFactory.create(movie=movie, vote_count=5_000, vote_average=mean)
    assert movies(popular_titles(count=5)) == [liked[0], rated[0], liked[1], rated[1], liked[2]]


def test_likes_are_summed_over_hearts_stars_and_raters_before_the_most_liked_are_taken(
    monkeypatch: pytest.MonkeyPatch,
):
    hearted, starred, both = MovieFactory.create_batch(3)
    for movie, hearts_given, stars_given in ((hearted, 3, 0), (starred, 0, 3), (both, 2, 2)):
        hearts(movie, hearts_given)
        for _ in range(stars_given):
            UserFactory.create().ratings.create(movie=movie, value=8)
    raters_like(both, number=2)
    monkeypatch.setattr(popular, "MOST_LIKED", 1)
    first = popular_titles(count=1)[0]
    assert (first.movie, first.liked_by) == (both, 6)


def test_only_ratings_imported_last_are_counted_and_found_by_a_range_of_keys(
    monkeypatch: pytest.MonkeyPatch,
):
    first, second, third = MovieFactory.create_batch(3)
    for movie in (first, second, third):
        raters_like(movie, number=1)
    monkeypatch.setattr(popular, "MOST_COUNTED", 2)
    with CaptureQueriesContext(connection) as queries:
        shown = popular_titles(count=3)
    assert {each.movie: each.liked_by for each in shown} == {first: 0, second: 1, third: 1}
    (count,) = [
        query["sql"]
        for query in queries
        if "COUNT(" in query["sql"] and "raterrating" in query["sql"]
    ]
    assert re.search(r'raterrating"\."id" > \d+', count)
    assert "LIMIT" not in count


def test_users_likes_are_not_counted_anew_for_ten_minutes(monkeypatch: pytest.MonkeyPatch):
    kept: dict[str, float] = {}
    keep = cache.set

    def noted(key: str, value: object, seconds: float) -> None:
        kept[key] = seconds
        keep(key, value, seconds)

    monkeypatch.setattr(popular.cache, "set", noted)
    hearts(MovieFactory.create(), 1)
    popular_titles(count=1)
    assert kept["most-liked:"] == 600
