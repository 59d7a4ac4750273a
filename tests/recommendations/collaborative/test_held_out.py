"""What is measured at each training, with the real ranking model."""

from typing import Any

import numpy as np
import pytest

from recommendations.collaborative import held_out, kinds
from recommendations.collaborative.data import Ratings, UnusableRatings, ratings_of
from recommendations.collaborative.held_out import measure_ranking, measure_rating


def two_camps(people: int = 40, each: int = 8) -> Ratings:
    """Half of the people like the first 20 of 40 titles, the others the rest, in any order."""
    draw = np.random.default_rng(0)
    rows = [
        (person, title + 20 * (person % 2), 5.0, moment)
        for person in range(people)
        for moment, title in enumerate(draw.choice(20, each, replace=False))
    ]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return ratings_of(*columns)


def quiet(line: str) -> None:
    pass


def test_a_ranking_is_asked_for_what_it_has_not_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    ratings = two_camps()
    learnt: list[Ratings] = []
    fit = kinds.fit

    def watched(kind: str, part: Ratings, **options: Any) -> object:
        learnt.append(part)
        return fit(kind, part, **options)

    monkeypatch.setattr(kinds, "fit", watched)
    metrics = measure_ranking(ratings, seed=42, told=quiet).metrics
    assert len(learnt[0]) == len(ratings) - 40, "the newest of each person is held out"
    # Of the 40 titles the 12 of the own camp that are left stand first: ten of twelve is chance.
    assert metrics["hr@10"] > 0.6
    assert metrics["recall@100"] == 1.0
    assert set(kinds.DECIDING["ranking"]) <= set(metrics)


def test_a_sample_of_very_many_people_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "MOST_ASKED", 10)
    lines: list[str] = []
    measure_ranking(two_camps(), seed=42, told=lines.append)
    assert lines[-1] == "asking for 10 people"


def test_where_nobody_likes_anything_nothing_can_be_held_out() -> None:
    ratings = ratings_of(
        np.array([1, 1, 2]), np.array([1, 2, 1]), np.array([1.0, 2.0, 3.0]), np.arange(3)
    )
    with pytest.raises(UnusableRatings, match="nobody has liked"):
        measure_ranking(ratings, seed=42, told=quiet)


@pytest.mark.usefixtures("stand_in_for_ratings")
class TestRatings:
    @pytest.fixture
    def stand_in_for_ratings(self, monkeypatch: pytest.MonkeyPatch) -> None:
        here = "tests.recommendations.collaborative.stand_ins.OwnMean"
        monkeypatch.setitem(kinds.MODELS, "rating", here)

    def test_ratings_are_predicted_by_the_others_of_the_same_person(self) -> None:
        # Each person gives one number always: by the own others it is known, by a mean it is not.
        people = np.repeat(np.arange(20), 30)
        stars = (1 + people % 5).astype(np.float32)
        ratings = ratings_of(people, np.tile(np.arange(30), 20), stars, np.arange(600))
        metrics = measure_rating(ratings, seed=42, told=quiet).metrics
        assert metrics == {"rmse": 0.0, "mae": 0.0}

    def test_too_few_ratings_are_refused(self) -> None:
        ratings = ratings_of(np.array([1, 2]), np.array([1, 1]), np.array([1.0, 2.0]), np.arange(2))
        with pytest.raises(UnusableRatings, match="2 ratings are too few"):
            measure_rating(ratings, seed=42, told=quiet)
