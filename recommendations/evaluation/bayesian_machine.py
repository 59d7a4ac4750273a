"""A Bayesian factorisation machine by myFM (Rendle 2012; Rendle, Zhang and Koren 2019, "On the
difficulty of evaluating baselines"): person, title, all that the person has rated, genres, decade.

myFM is no dependency: its wheel imports `pkg_resources`, which newer setuptools have no more
(requirements/myfm.txt has both).
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from recommendations.collaborative.data import Ratings, UnusableRatings
from recommendations.collaborative.title_vectors import describing_vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Predictor = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(positions of people, of titles) → float[n], in stars"""


@dataclass(frozen=True, slots=True)
class Settings:
    rank: int = 10
    draws: int = 100
    kept: int = 80
    """the last of them, of which predictions are the mean"""


DEFAULT = Settings()


def is_installed() -> bool:
    """Whether myFM can be imported, with all that it needs."""
    try:
        import_module("myfm")
    except ImportError:
        return False
    return True


def fit_bayesian_machine(train: Ratings, *, seed: int, settings: Settings = DEFAULT) -> Predictor:
    """Raises UnusableRatings where myFM cannot be imported."""
    if not is_installed():
        raise UnusableRatings("myFM is not installed: see requirements/myfm.txt")
    from scipy.sparse import csr_matrix

    myfm = import_module("myfm")
    of_people, of_titles = _people(train), _titles(train)

    def blocks(people: np.ndarray, titles: np.ndarray) -> list[Any]:
        return [
            myfm.RelationBlock(people.astype(np.int64), of_people),
            myfm.RelationBlock(titles.astype(np.int64), of_titles),
        ]

    machine = myfm.MyFMRegressor(rank=settings.rank, random_seed=seed)
    machine.fit(
        csr_matrix((len(train), 0), dtype=np.float64),
        train.values.astype(np.float64),
        X_rel=blocks(train.people, train.titles),
        n_iter=settings.draws,
        n_kept_samples=settings.kept,
        grouping=None,
        group_shapes=[
            *_groups(of_people, len(train.person_ids)),
            *_groups(of_titles, len(train.title_ids)),
        ],
    )

    def predict(people: np.ndarray, titles: np.ndarray) -> np.ndarray:
        empty = csr_matrix((len(people), 0), dtype=np.float64)
        return np.asarray(machine.predict(empty, X_rel=blocks(people, titles)))

    return predict


def _groups(features: "csr_matrix", own: int) -> list[int]:
    """Columns that have one prior: those of the person or title itself, and the others."""
    return [own, features.shape[1] - own]


def _people(train: Ratings) -> "csr_matrix":
    """float64[p, p + t]: the person, and all titles that the person has rated, of length 1."""
    from scipy.sparse import diags, hstack, identity

    seen = train.matrix(np.ones(len(train))).astype(np.float64)
    counts = np.maximum(np.asarray(seen.sum(axis=1)).ravel(), 1)
    return hstack([identity(seen.shape[0]), diags(1 / np.sqrt(counts)) @ seen]).tocsr()


def _titles(train: Ratings) -> "csr_matrix":
    """float64[t, t + f]: the title, and what it is like."""
    from scipy.sparse import csr_matrix, hstack, identity

    described = describing_vectors(train).astype(np.float64)
    described[:, :2] /= max(1.0, float(described[:, :2].max()))
    return hstack([identity(len(described)), csr_matrix(described)]).tocsr()
