"""The published neural system: it learns, the same each time, and its figures are told apart."""

import numpy as np
import pytest

from recommendations.collaborative.data import UnusableRatings
from recommendations.collaborative.neural import CUTS, fit_neural
from recommendations.evaluation.splits import random_split
from tests.recommendations.evaluation.generated import generated_ratings

RATINGS = generated_ratings(people=40, titles=60, each=20)
SPLIT = random_split(RATINGS, seed=42)


def test_tells_of_each_epoch_the_figures_of_training_and_held_out_side_by_side():
    lines: list[str] = []
    model = fit_neural(SPLIT.train, SPLIT.test, seed=1, epochs=12, told=lines.append)
    names = {"rmse", *(f"top {cut}" for cut in CUTS)}
    assert len(model.curves) == len(lines) == 12
    for epoch in model.curves:
        assert set(epoch) == {
            f"{name} {part}" for name in names for part in ("training", "held out")
        }
    assert model.curves[-1]["rmse training"] < model.curves[0]["rmse training"]


def test_one_seed_gives_one_model_and_another_seed_another():
    first, again, other = (fit_neural(SPLIT.train, seed=seed, epochs=1) for seed in (1, 1, 2))
    assert (first.scores(0) == again.scores(0)).all()
    assert not np.allclose(first.scores(0), other.scores(0))


def test_one_rating_is_too_few():
    with pytest.raises(UnusableRatings):
        fit_neural(RATINGS.part(np.arange(1)), seed=1)
