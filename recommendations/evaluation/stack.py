"""A stack of rating models: a weighted sum of what they predict (Breiman 1996, "Stacked
regressions"). The weights are fitted on a part of the training ratings that the models were not
shown; then each model is fitted anew on all of them.
"""

from collections.abc import Callable, Mapping

import numpy as np

from recommendations.collaborative.data import Ratings
from recommendations.evaluation.splits import random_split

Told = Callable[[str], None]
Predictor = Callable[[Ratings, Ratings], np.ndarray]
Fit = Callable[[Ratings, int, Told], Predictor]

RIDGE = 1.0


def fit_stack(models: Mapping[str, Fit], train: Ratings, *, seed: int, told: Told) -> Predictor:
    """It costs twice what its models cost together, and as much as all of them when it is asked."""
    inner = random_split(train, seed=seed)
    apart = [fit(inner.train, seed, told)(inner.train, inner.test) for fit in models.values()]
    mean = float(inner.train.values.mean())
    weights = _weights(np.column_stack(apart) - mean, inner.test.values - mean)
    chosen = ", ".join(f"{name} {w:.2f}" for name, w in zip(models, weights, strict=True))
    told(f"stack: {chosen}")
    whole = [fit(train, seed, told) for fit in models.values()]

    def predict(known: Ratings, test: Ratings) -> np.ndarray:
        each = np.column_stack([predictor(known, test) for predictor in whole])
        return np.asarray(mean + (each - mean) @ weights)

    return predict


def _weights(predicted: np.ndarray, given: np.ndarray) -> np.ndarray:
    """float64[m]: ridge regression, drawn towards the plain mean of the models."""
    count = predicted.shape[1]
    plain = np.full(count, 1 / count)
    gram = predicted.T @ predicted + RIDGE * np.eye(count)
    return np.asarray(plain + np.linalg.solve(gram, predicted.T @ (given - predicted @ plain)))
