"""Who liked this also liked."""

import numpy as np
import pytest

from recommendations.collaborative.artefact import BrokenArtefact, read_arrays, write_arrays
from recommendations.collaborative.data import UnusableRatings, ratings_of
from recommendations.engines.base import NotBuildable, NotServed
from recommendations.engines.collaborative import ARTEFACT, SHRINKAGE, Collaborative
from recommendations.models import Favorite, Rating
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory
from tests.recommendations.engines.catalogues import SEA


def ids(collaborative: Collaborative, *arguments: int, **options) -> list[int]:
    return [neighbour.title_id for neighbour in collaborative.nearest(*arguments, **options)]


@pytest.fixture
def learnt() -> Collaborative:
    """Of forty people, half of whom like titles 1 to 4, and half 11 to 14."""
    people = np.repeat(np.arange(40), 4)
    titles = np.concatenate([np.arange(1, 5) + 10 * (person % 2) for person in range(40)])
    kept = (people * 7 + titles) % 5 > 0  # nobody has rated all of them
    return Collaborative.of_ratings(
        ratings_of(
            people[kept],
            titles[kept],
            np.full(kept.sum(), 5.0, dtype=np.float32),
            np.arange(kept.sum()),
        ),
        told=lambda line: None,
    )


def test_what_the_same_people_like_comes_first(learnt: Collaborative):
    assert set(ids(learnt, 1, 3)) == {2, 3, 4}
    assert set(ids(learnt, 12, 3)) == {11, 13, 14}


def test_scores_fall_and_the_title_itself_is_not_among_them(learnt: Collaborative):
    found = learnt.nearest(1, 50)
    scores = [neighbour.score for neighbour in found]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)
    assert 1 not in [neighbour.title_id for neighbour in found]


def test_titles_can_be_left_out(learnt: Collaborative):
    assert set(ids(learnt, 1, 2, leave_out=[3])) == {2, 4}


def test_of_equal_titles_the_lower_id_comes_first():
    """Everybody likes all of them."""
    people, titles = np.repeat(np.arange(5), 4), np.tile([2, 4, 7, 9], 5)
    likes = ratings_of(people, titles, np.full(20, 4.0, dtype=np.float32), np.arange(20))
    assert ids(Collaborative.of_ratings(likes), 7, 2) == [2, 4]


def test_what_people_do_not_like_is_not_what_they_like_together():
    people, titles = np.repeat(np.arange(5), 3), np.tile([1, 2, 3], 5)
    values = np.tile([5.0, 4.0, 3.5], 5).astype(np.float32)
    engine = Collaborative.of_ratings(ratings_of(people, titles, values, np.arange(15)))
    assert ids(engine, 1, 5) == [2]


def test_scores_are_cosines_that_few_people_shrink(learnt: Collaborative):
    likes = {1: 0, 2: 0}
    both = 0
    for person in range(0, 40, 2):
        rated = {1 + place: (person * 7 + 1 + place) % 5 > 0 for place in range(4)}
        likes = {title: likes[title] + rated[title] for title in likes}
        both += rated[1] and rated[2]
    wanted = both / np.sqrt((likes[1] + SHRINKAGE) * (likes[2] + SHRINKAGE))
    scores = {neighbour.title_id: neighbour.score for neighbour in learnt.nearest(1, 5)}
    assert scores[2] == pytest.approx(wanted, rel=1e-5)


@pytest.mark.django_db
def test_one_kind_can_be_asked_for():
    film, series = MovieFactory.create(), MovieFactory.create(kind="series")
    people, titles = np.repeat(np.arange(5), 3), np.tile([-1, film.pk, series.pk], 5)
    likes = ratings_of(people, titles, np.full(15, 5.0, dtype=np.float32), np.arange(15))
    assert ids(Collaborative.of_ratings(likes), -1, 5, kind="series") == [series.pk]


def test_a_title_that_nobody_has_rated_is_not_served(learnt: Collaborative):
    with pytest.raises(NotServed, match="Too few people"):
        learnt.nearest(99, 5)


def test_a_title_that_is_liked_with_no_other_is_not_served():
    people, titles = np.array([1, 2, 2]), np.array([1, 2, 3])
    likes = ratings_of(people, titles, np.full(3, 5.0, dtype=np.float32), np.arange(3))
    with pytest.raises(NotServed, match="Too few people"):
        Collaborative.of_ratings(likes).nearest(1, 5)


def test_without_a_like_there_is_nothing_to_learn_from():
    dislikes = ratings_of(*(np.array([1]) for _ in range(4)))
    with pytest.raises(UnusableRatings):
        Collaborative.of_ratings(dislikes)


@pytest.mark.django_db
def test_without_opinions_it_is_not_built():
    with pytest.raises(NotBuildable, match="Nobody has told"):
        Collaborative.build(SEA)


@pytest.mark.django_db
def test_it_learns_from_raters_ratings_and_favourites_of_the_site():
    liked, also = MovieFactory.create_batch(2)
    for user in UserFactory.create_batch(2):
        Favorite.objects.create(user=user, movie=liked)
        Rating.objects.create(user=user, movie=also, value=8)
    assert ids(Collaborative.build(SEA), liked.pk, 5) == [also.pk]


def test_it_is_the_same_after_saving_and_loading(learnt: Collaborative, tmp_path):
    learnt.save(tmp_path)
    loaded = Collaborative.load(tmp_path)
    assert loaded.nearest(1, 5) == learnt.nearest(1, 5)
    assert loaded.data_hash(SEA) == learnt.data_hash(SEA) != SEA.digest
    assert isinstance(loaded.weights.base, np.memmap), "it is mapped, not read"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("neighbours", lambda array: array + 1),
        ("neighbours", lambda array: array[:-1]),
        ("weights", lambda array: array * np.nan),
        ("starts", lambda array: array[::-1]),
        ("title_ids", lambda array: array[::-1]),
        ("title_ids", lambda array: array[:-1]),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(name, change, learnt, tmp_path):
    learnt.save(tmp_path)
    arrays, facts = read_arrays(tmp_path / ARTEFACT)
    arrays = {key: array.copy() for key, array in arrays.items()}
    write_arrays(tmp_path / ARTEFACT, arrays | {name: change(arrays[name])}, facts=facts)
    with pytest.raises(BrokenArtefact, match="do not fit together"):
        Collaborative.load(tmp_path)
