"""The two towers: tastes are learnt, and what follows upon what; the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from recommendations.collaborative.data import Ratings, ratings_of
from recommendations.collaborative.two_towers import DEFAULT, TwoTowers, fit_two_towers
from tests.recommendations.evaluation.generated import TASTES, generated_ratings

RATINGS = generated_ratings(people=80, titles=80, each=20)
SMALL = replace(DEFAULT, width=16, longest=10, batch=64, negatives=60, fewest_steps=200)


def fitted(ratings: Ratings = RATINGS, *, seed: int = 1) -> TwoTowers:
    return fit_two_towers(ratings, weights=np.ones(len(ratings)), seed=seed, settings=SMALL)


@pytest.fixture(scope="module")
def towers() -> TwoTowers:
    return fitted()


@pytest.mark.parametrize("taste", range(TASTES))
def test_a_history_of_one_taste_brings_titles_of_that_taste(towers: TwoTowers, taste: int):
    positions = np.flatnonzero((RATINGS.title_ids - 1) % TASTES == taste)[:3]
    scores = towers.scores(positions, np.ones(3))
    scores[positions] = -np.inf
    best = RATINGS.title_ids[np.argsort(-scores)[:8]]
    assert ((best - 1) % TASTES == taste).sum() >= 6


def test_what_follows_upon_a_title_is_learnt():
    """Everybody watches a round of twenty titles, each from another place on."""
    count = 20
    people = np.repeat(np.arange(1, 61), 8)
    place = np.tile(np.arange(8), 60)
    titles = 1 + (people * 7 + place) % count
    ratings = ratings_of(people, titles, np.full(len(people), 4.0), place.astype(np.int64))
    towers = fit_two_towers(
        ratings,
        weights=np.ones(len(ratings)),
        seed=1,
        settings=replace(SMALL, evenly=0.0, recency=0.5, shuffled=0.0, epochs=20),
    )
    following = [int(np.argmax(towers.scores(np.array([at]), np.ones(1)))) for at in range(count)]
    assert sum(each == (at + 1) % count for at, each in enumerate(following)) >= 15


def test_one_seed_gives_one_model_and_another_seed_another(towers: TwoTowers):
    again, other = fitted(), fitted(seed=2)
    assert (again.rows(np.arange(5)) == towers.rows(np.arange(5))).all()
    assert not np.allclose(other.rows(np.arange(5)), towers.rows(np.arange(5)))


def test_a_score_is_the_sum_of_what_each_title_of_the_history_brings(towers: TwoTowers):
    both = towers.scores(np.array([3, 9]), np.array([1.0, 0.6]))
    nothing = towers.scores(np.array([], dtype=np.int64), np.array([]))
    first = towers.scores(np.array([3, 9]), np.array([1.0, 0.0]))
    second = towers.scores(np.array([3, 9]), np.array([0.0, 0.6]))
    assert np.allclose(both - nothing, (first - nothing) + (second - nothing), atol=1e-4)


def test_no_title_speaks_for_itself(towers: TwoTowers):
    rows = towers.rows(np.array([4, 7]))
    assert rows.shape == (2, len(RATINGS.title_ids))
    assert rows[0, 4] == rows[1, 7] == 0.0


def test_people_of_one_rating_teach_nothing_and_break_nothing():
    alone = RATINGS.part(np.unique(RATINGS.people, return_index=True)[1])
    towers = fitted(alone)
    assert np.isfinite(towers.scores(np.array([0]), np.ones(1))).all()
