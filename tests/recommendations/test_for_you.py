"""What is recommended to whom, and why."""

from dataclasses import dataclass

import numpy as np
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import User
from catalog.embeddings import DIMENSIONS
from catalog.models import Movie
from recommendations.for_you import ForYou, Wishes, recommend
from recommendations.models import Rater
from recommendations.recommendation import Recommendation, Why
from tests.accounts.factories import UserFactory
from tests.catalog.factories import FiguresFactory, GenreFactory, MovieFactory
from tests.recommendations.models_at_hand import Neighbours, liked_together, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create()


def like(user: User, *movies: Movie) -> None:
    for movie in movies:
        user.favorites.create(movie=movie)


def titles(found: ForYou) -> list[str]:
    return [each.movie.title for each in found.recommendations]


def embed(movie: Movie, vector: np.ndarray) -> None:
    Movie.objects.filter(pk=movie.pk).update(
        embedding=vector.tolist(), embedding_model="test@1", embedding_hash="x"
    )


def axis(number: int) -> np.ndarray:
    return np.eye(DIMENSIONS, dtype=np.float32)[number]


def test_what_people_liked_together_comes_first_and_says_so(
    user: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    jaws, love = catalogue["Jaws"], catalogue["Love Actually"]
    serve(monkeypatch, ranking=liked_together(jaws.pk, love.pk))
    like(user, jaws)
    found = recommend(user, count=5)
    best = found.recommendations[0]
    assert best.movie == love
    assert (best.why, best.because_of) == (Why.LIKED_TOGETHER, (jaws,))
    assert found.version == "ranking-1"


def test_without_a_trained_model_it_goes_by_what_titles_tell(
    user: User, catalogue: dict[str, Movie]
):
    like(user, catalogue["Jaws"])
    found = recommend(user, count=5)
    assert found.is_personal
    assert found.version == ""
    best = found.recommendations[0]
    assert (best.movie, best.why) == (catalogue["Deep Blue"], Why.CLOSE)


def test_titles_that_are_newer_than_the_model_are_still_found(
    user: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    jaws, love = catalogue["Jaws"], catalogue["Love Actually"]
    serve(monkeypatch, ranking=Neighbours({jaws.pk: {love.pk: 1.0}}))
    like(user, jaws)
    assert {"Love Actually", "Deep Blue"} <= set(titles(recommend(user, count=5)))


def test_each_of_several_tastes_is_served(user: User, db: None):
    """The mean of two opposite tastes is close to neither."""
    sharks, loves, both = axis(0), axis(1), (axis(0) + axis(1)) / np.sqrt(2)
    liked = MovieFactory.create_batch(2)
    for movie, taste in zip(liked, (sharks, loves), strict=True):
        embed(movie, taste)
    near_one, near_other, between = MovieFactory.create_batch(3)
    embed(near_one, sharks + 0.3 * axis(2))
    embed(near_other, loves + 0.3 * axis(3))
    embed(between, both)
    for number in range(4, 20, 2):
        for vector in (axis(number), axis(number) + 0.3 * axis(number + 1)):
            embed(MovieFactory.create(), vector)
    like(user, *liked)
    by_mean = recommend(user, count=1, wishes=Wishes(by_mean=True))
    assert [each.movie for each in by_mean.recommendations] == [between]
    found = recommend(user, count=2)
    assert {each.movie for each in found.recommendations} == {near_one, near_other}


def test_films_or_series_alone(user: User, catalogue: dict[str, Movie]):
    Movie.objects.filter(title="Deep Blue").update(kind="series")
    like(user, catalogue["Jaws"])
    assert titles(recommend(user, count=5, wishes=Wishes(kind="series"))) == ["Deep Blue"]
    assert "Deep Blue" not in titles(recommend(user, count=9, wishes=Wishes(kind="film")))


def test_from_one_title_instead_of_the_whole_history(user: User, catalogue: dict[str, Movie]):
    like(user, catalogue["Love Actually"])
    wishes = Wishes(start=catalogue["Jaws"].pk)
    found = recommend(user, count=3, wishes=wishes)
    assert found.recommendations[0].movie == catalogue["Deep Blue"]
    assert {each.because_of for each in found.recommendations} == {(catalogue["Jaws"],)}
    assert {"Jaws", "Love Actually"}.isdisjoint(titles(found))
    assert titles(recommend(AnonymousUser(), count=1, wishes=wishes)) == ["Deep Blue"]


def test_nothing_that_is_known_or_hidden_ever_comes(
    user: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    everything = {movie.pk: 1.0 for movie in catalogue.values()}
    serve(monkeypatch, ranking=Neighbours({catalogue["Jaws"].pk: everything}, everything))
    like(user, catalogue["Jaws"])
    user.ratings.create(movie=catalogue["The Matrix"], value=2)
    user.marks.create(movie=catalogue["Deep Blue"], kind="seen")
    user.marks.create(movie=catalogue["Moon Base"], kind="dismissed")
    user.marks.create(movie=catalogue["Finding Nemo"], kind="watchlist")
    Movie.objects.filter(title="Breaking Bad").update(is_published=False)
    for diversity in (0, 100):
        shown = set(titles(recommend(user, count=9, wishes=Wishes(diversity=diversity))))
        assert shown == {"Finding Nemo", "Groundhog Day", "Love Actually"}


def test_a_rating_of_four_stars_is_a_like_and_a_lower_one_is_not(
    user: User, catalogue: dict[str, Movie]
):
    user.ratings.create(movie=catalogue["Love Actually"], value=7)
    assert not recommend(user, count=3).is_personal
    user.ratings.create(movie=catalogue["Jaws"], value=8)
    found = recommend(user, count=3)
    assert found.is_personal
    assert {each.because_of for each in found.recommendations} == {(catalogue["Jaws"],)}


def test_what_was_dismissed_is_no_reason_though_it_is_still_a_favorite(
    user: User, catalogue: dict[str, Movie]
):
    like(user, catalogue["Jaws"], catalogue["Love Actually"])
    user.marks.create(movie=catalogue["Jaws"], kind="dismissed")
    reasons = {each.because_of for each in recommend(user, count=5).recommendations}
    assert reasons == {(catalogue["Love Actually"],)}


def test_a_rater_gets_what_follows_from_their_ratings(catalogue: dict[str, Movie]):
    from django.utils import timezone

    rater = Rater.objects.create(dataset="ml", number=1)
    for name, value in (("Jaws", 10), ("Love Actually", 1)):
        rater.ratings.create(movie=catalogue[name], value=value, rated_at=timezone.now())
    found = recommend(rater, count=9)
    assert {each.because_of for each in found.recommendations} == {(catalogue["Jaws"],)}
    assert "Love Actually" not in titles(found)


def test_who_has_told_nothing_gets_what_is_well_rated_spread_over_genres(db: None):
    drama, comedy = GenreFactory.create(name="Drama"), GenreFactory.create(name="Comedy")
    rated = [("First", drama, 9.0), ("Second", drama, 8.8), ("Third", comedy, 8.0)]
    for title, genre, mean in rated:
        movie = MovieFactory.create(title=title, genres=[genre])
        FiguresFactory.create(movie=movie, vote_count=5_000, vote_average=mean)
    lucky = MovieFactory.create(title="Lucky")
    FiguresFactory.create(movie=lucky, vote_count=3, vote_average=10.0)
    found = recommend(AnonymousUser(), count=4)
    assert not found.is_personal
    assert titles(found) == ["First", "Third", "Second", "Lucky"]
    assert [each.why for each in found.recommendations] == [Why.WELL_RATED] * 3 + [Why.NEW]


def test_a_model_that_knows_nobody_s_titles_changes_nothing(
    user: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    like(user, catalogue["Jaws"])
    before = titles(recommend(user, count=5))
    serve(monkeypatch, ranking=Neighbours({}))
    assert titles(recommend(user, count=5)) == before


def test_a_title_that_is_merely_popular_names_no_favorite(
    user: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    jaws, love = catalogue["Jaws"], catalogue["Love Actually"]
    neighbours = Neighbours({jaws.pk: {love.pk: 0.1}}, popularity={love.pk: 5.0})
    serve(monkeypatch, ranking=neighbours)
    like(user, jaws)
    best = recommend(user, count=1).recommendations[0]
    assert (best.movie, best.why, best.because_of) == (love, Why.POPULAR, ())


CASES = 40


@dataclass
class Removals:
    """What became of cards when one favourite was taken away."""

    tried: int = 0
    lowered: int = 0
    fallen: int = 0

    def add(
        self, user: User, before: list[Recommendation], card: Recommendation, removed: Movie
    ) -> None:
        """Leaves the favourites as they were."""
        point = transaction.savepoint()
        user.favorites.filter(movie=removed).delete()
        found = recommend(user, count=len(before) + 1, wishes=Wishes(diversity=0))
        transaction.savepoint_rollback(point)
        # What is no favourite any more may be recommended itself: that lowers no other card.
        after = [each for each in found.recommendations if each.movie != removed]
        places = {each.movie: place for place, each in enumerate(after)}
        scores = {each.movie: each.score for each in after}
        self.tried += 1
        self.lowered += scores.get(card.movie, 0.0) < card.score
        self.fallen += places.get(card.movie, len(after)) > before.index(card)


def test_without_the_favorite_that_it_names_a_card_falls(
    user: User, monkeypatch: pytest.MonkeyPatch, db: None
):
    """Seeded people with a few tastes each, among titles of twelve kinds: what a card names is
    taken away, and the card is looked for again; beside it a favourite that it does not name."""
    numbers = np.random.default_rng(6)
    movies = MovieFactory.create_batch(60)
    kinds = numbers.integers(0, 12, len(movies))
    for movie, kind in zip(movies, kinds, strict=True):
        vector = axis(int(kind)) + 0.6 * numbers.standard_normal(DIMENSIONS) / np.sqrt(DIMENSIONS)
        embed(movie, vector.astype(np.float32))
    together = (kinds[:, None] == kinds) * 0.5 + numbers.random((60, 60)) ** 3
    neighbours = Neighbours(
        {
            one.pk: {
                other.pk: float(share)
                for other, share in zip(movies, row, strict=True)
                if other != one
            }
            for one, row in zip(movies, together, strict=True)
        },
        {movie.pk: float(numbers.random() / 20) for movie in movies},
    )
    serve(monkeypatch, ranking=neighbours)
    named, unnamed = Removals(), Removals()
    for _ in range(CASES):
        user.favorites.all().delete()
        chosen = numbers.choice(60, size=int(numbers.integers(2, 10)), replace=False)
        like(user, *(movies[place] for place in chosen))
        wishes = Wishes(diversity=0)
        before = recommend(user, count=10, wishes=wishes).recommendations
        card = before[int(numbers.integers(0, len(before)))]
        if not card.because_of:
            continue
        others = [movies[place] for place in chosen if movies[place] not in card.because_of]
        named.add(user, before, card, card.because_of[0])
        if others:
            unnamed.add(user, before, card, others[int(numbers.integers(0, len(others)))])
    assert named.tried >= CASES * 0.8
    assert named.lowered >= 0.95 * named.tried
    assert named.fallen >= 0.95 * named.tried
    assert unnamed.tried >= CASES * 0.5
    assert unnamed.fallen / unnamed.tried < 0.5 * named.fallen / named.tried
