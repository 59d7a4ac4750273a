"""Ratings as the database has them."""

from datetime import UTC, datetime

import numpy as np
import pytest

from catalog.models import Genre, Movie
from recommendations.collaborative import database
from recommendations.collaborative.data import UnusableRatings
from recommendations.collaborative.database import ratings_from_database
from recommendations.models import Rater, RaterRating
from tests.catalog.factories import MovieFactory
from tests.recommendations.collaborative.stand_ins import make_opinions

pytestmark = pytest.mark.django_db


def test_raters_users_and_favourites_are_people_with_opinions() -> None:
    movies, user = make_opinions()
    ratings = ratings_from_database()
    first, second = Rater.objects.order_by("number")
    told = {
        (int(ratings.person_ids[person]), int(ratings.title_ids[title])): float(stars)
        for person, title, stars in zip(ratings.people, ratings.titles, ratings.values, strict=True)
    }
    assert told == {
        (first.pk, movies[0].pk): 4.0,
        (second.pk, movies[0].pk): 4.5,
        (second.pk, movies[1].pk): 4.5,
        (-user.pk, movies[0].pk): 0.5,  # rated: that it is a favourite too says no more
        (-user.pk, movies[2].pk): 5.0,
    }


def test_the_moments_are_seconds_since_1970() -> None:
    make_opinions()
    times = ratings_from_database().times
    assert np.count_nonzero(times == 1_000_000_000) == 3
    now = datetime.now(UTC).timestamp()
    assert all(now - 3600 < moment <= now for moment in times if moment != 1_000_000_000)


def test_the_same_opinions_have_the_same_digest_in_whatever_order_they_lie() -> None:
    make_opinions()
    before = ratings_from_database().digest
    moved = RaterRating.objects.earliest("pk")
    moved.delete()
    assert ratings_from_database().digest != before
    moved.pk = None
    moved.save()  # last in the table now
    assert ratings_from_database().digest == before


def test_a_database_without_opinions_says_so() -> None:
    with pytest.raises(UnusableRatings, match="nobody has rated"):
        ratings_from_database()


def test_rows_that_lie_across_blocks_are_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    movie = MovieFactory.create()
    raters = Rater.objects.bulk_create(Rater(dataset="ml", number=n) for n in range(50))
    RaterRating.objects.bulk_create(
        RaterRating(rater=rater, movie=movie, value=1 + n % 10, rated_at=datetime.now(UTC))
        for n, rater in enumerate(raters)
    )
    whole = b"".join(database._blocks())
    pieces = [whole[start : start + 37] for start in range(0, len(whole), 37)]
    monkeypatch.setattr(database, "_blocks", lambda: iter(pieces))
    found = np.concatenate(list(database._rows_of_blocks(database._blocks(), at_once=100)))
    assert found["half_stars"].tolist() == [1 + n % 10 for n in range(50)]
    assert found["person"].tolist() == [rater.pk for rater in raters]


def test_the_titles_come_with_their_genres_and_years() -> None:
    movies, _user = make_opinions()
    Movie.objects.filter(pk=movies[0].pk).update(release_year=1995)
    Movie.objects.filter(pk__in=[movie.pk for movie in movies[1:]]).update(release_year=None)
    for movie, names in zip(movies, (["Drama", "Crime"], ["Drama"], []), strict=True):
        movie.genres.set([Genre.objects.get_or_create(name=name)[0] for name in names])
    Genre.objects.create(name="Western")  # of no title that anybody rated
    about = ratings_from_database().about
    assert about is not None
    assert about.genre_names == ["Crime", "Drama"]
    assert about.genres.tolist() == [[True, True], [False, True], [False, False]]
    assert about.years[0] == 1995
    assert np.isnan(about.years[1:]).all()
