"""A stack: what a weighted sum of models is worth, and on what its weights are fitted."""

import numpy as np
import pytest

from recommendations.collaborative.data import Ratings
from recommendations.evaluation.stack import Fit, Predictor, Told, fit_stack
from tests.recommendations.evaluation.generated import generated_ratings

RATINGS = generated_ratings(people=40, titles=60, each=20)


def noisy(noise: float, number: int) -> Fit:
    """A model that knows what people give, up to some noise."""

    def fit(train: Ratings, seed: int, told: Told) -> Predictor:
        def predict(known: Ratings, test: Ratings) -> np.ndarray:
            draw = np.random.default_rng(number)
            return np.asarray(test.values + draw.normal(0, noise, len(test)))

        return predict

    return fit


def error_of(models: dict[str, Fit]) -> float:
    predict = fit_stack(models, RATINGS, seed=1, told=lambda line: None)
    return float(np.sqrt(np.mean((predict(RATINGS, RATINGS) - RATINGS.values) ** 2)))


def test_two_models_of_independent_errors_are_better_together():
    assert error_of({"one": noisy(0.5, 1), "other": noisy(0.5, 2)}) < 0.42


def test_a_model_of_no_use_gets_no_say():
    assert error_of({"good": noisy(0.1, 1), "bad": noisy(5.0, 2)}) < 0.13


def test_its_weights_are_fitted_on_ratings_that_the_models_were_not_shown():
    shown: list[int] = []
    asked: list[set[tuple[int, int]]] = []

    def pairs(ratings: Ratings) -> set[tuple[int, int]]:
        return set(zip(ratings.people.tolist(), ratings.titles.tolist(), strict=True))

    def watched(train: Ratings, seed: int, told: Told) -> Predictor:
        shown.append(len(train))

        def predict(known: Ratings, test: Ratings) -> np.ndarray:
            asked.append(pairs(train) & pairs(test))
            return np.full(len(test), 3.0)

        return predict

    fit_stack({"one": watched}, RATINGS, seed=1, told=lambda line: None)
    assert shown == [pytest.approx(0.8 * len(RATINGS), abs=1), len(RATINGS)]
    assert asked == [set()]
