"""Ranking models by name: what is served, and what it is held against."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from recommendations.collaborative.data import Ratings
from recommendations.evaluation.metrics import Scorer

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from recommendations.collaborative.ranking import RankingModel

Told = Callable[[str], None]
Fit = Callable[[Ratings, int, Told], Callable[[Ratings], Scorer]]
"""(training part, seed, told) → (ratings that hold the histories) → scorer"""

SERVED, POPULARITY, BLENDED = "served", "popularity", "blended"
KNN_SHRINKAGE = 5.0
EASE_REGULARISATION = 200.0
FACTORS = 48
CONFIDENCE = 2.0
FACTOR_RIDGE = 20.0
ROUNDS = 8


def fit_popularity(train: Ratings, seed: int, told: Told) -> Callable[[Ratings], Scorer]:
    """How often each title was rated."""
    counts = np.bincount(train.titles, minlength=len(train.title_ids)).astype(np.float64)
    return lambda known: lambda person, history: counts


def fit_item_knn(train: Ratings, seed: int, told: Told) -> Callable[[Ratings], Scorer]:
    """The sum of cosines to the titles of the history."""
    from recommendations.collaborative.item_item import cosines

    return _of_matrix(cosines(train, shrinkage=KNN_SHRINKAGE))


def fit_ease(train: Ratings, seed: int, told: Told) -> Callable[[Ratings], Scorer]:
    """EASE as published: all neighbours, all titles of the history alike."""
    from recommendations.collaborative.item_item import Ease

    ease = Ease.fit(train, regularisation=EASE_REGULARISATION)
    return lambda known: lambda person, history: ease.summed(known.titles[history])


def fit_ials(train: Ratings, seed: int, told: Told) -> Callable[[Ratings], Scorer]:
    """Implicit alternating least squares (Hu, Koren and Volinsky 2008): that a rated title is
    wanted is surer than that others are not. People are solved from their history, known or new."""
    draw = np.random.default_rng(seed)
    titles = draw.normal(0, 0.1, (len(train.title_ids), FACTORS))
    seen = train.matrix(np.ones(len(train)))
    by_title = seen.T.tocsr()
    for number in range(1, ROUNDS + 1):
        told(f"iALS, round {number} of {ROUNDS}")
        people = _solved(seen, titles)
        titles = _solved(by_title, people)
    gram = titles.T @ titles

    def scorer(known: Ratings) -> Scorer:
        return lambda person, history: titles @ _solve(titles[known.titles[history]], gram)

    return scorer


def fit_neural(train: Ratings, seed: int, told: Told) -> Callable[[Ratings], Scorer]:
    """The published system: its retrieval score. It knows nobody who came after its training."""
    from recommendations.collaborative import neural

    model = neural.fit_neural(train, seed=seed, told=told)
    return lambda known: lambda person, history: model.scores(person)


def fit_towers(train: Ratings, seed: int, told: Told) -> Callable[[Ratings], Scorer]:
    """The two-tower model alone, of which what is served has a part."""
    from recommendations.collaborative.ranking import weight_of
    from recommendations.evaluation.fitted import fitted_towers

    weigh = np.vectorize(weight_of, otypes=[np.float64])
    model = fitted_towers(train, seed, told)

    def scorer(known: Ratings) -> Scorer:
        def scores(person: int, history: np.ndarray) -> np.ndarray:
            latest_first = history[::-1]
            return model.scores(known.titles[latest_first], weigh(known.values[latest_first]))

        return scores

    return scorer


def fit_served(train: Ratings, seed: int, told: Told) -> Callable[[Ratings], Scorer]:
    """What the site serves, asked as the site asks it: a history, the latest first."""
    from recommendations.evaluation.fitted import fitted_ranking

    return scorer_of(fitted_ranking(train, seed, told))


def scorer_of(model: "RankingModel") -> Callable[[Ratings], Scorer]:
    """The scores that a model gives to the histories of people, known to it or new."""
    from recommendations.collaborative.ranking import weight_of

    def scorer(known: Ratings) -> Scorer:
        def scores(person: int, history: np.ndarray) -> np.ndarray:
            latest_first = history[::-1]
            ids = known.title_ids[known.titles[latest_first]].tolist()
            weights = map(weight_of, known.values[latest_first].tolist())
            return model.scores(dict(zip(ids, weights, strict=True)))[1]

        return scores

    return scorer


MODELS: Mapping[str, Fit] = {
    POPULARITY: fit_popularity,
    "item-knn": fit_item_knn,
    "ease": fit_ease,
    "ials": fit_ials,
    "two-towers": fit_towers,
    "neural": fit_neural,
    SERVED: fit_served,
}
# The seed changes nothing about these.
WITHOUT_CHANCE = frozenset({POPULARITY, "item-knn", "ease", SERVED})
FOR_NEWCOMERS = (POPULARITY, SERVED)


def _of_matrix(matrix: "csr_matrix") -> Callable[[Ratings], Scorer]:
    def scorer(known: Ratings) -> Scorer:
        return lambda person, history: np.asarray(matrix[known.titles[history]].sum(axis=0)).ravel()

    return scorer


def _solved(rows: "csr_matrix", factors: np.ndarray) -> np.ndarray:
    """float64[rows, FACTORS]"""
    gram = factors.T @ factors
    solved = np.zeros((rows.shape[0], factors.shape[1]))
    for row in np.flatnonzero(np.diff(rows.indptr)):
        own = factors[rows.indices[rows.indptr[row] : rows.indptr[row + 1]]]
        solved[row] = _solve(own, gram)
    return solved


def _solve(own: np.ndarray, gram: np.ndarray) -> np.ndarray:
    system = gram + CONFIDENCE * own.T @ own
    system[np.diag_indices(len(system))] += FACTOR_RIDGE
    return np.asarray(np.linalg.solve(system, (1 + CONFIDENCE) * own.sum(axis=0)))
