"""The rating model that is served: what somebody would give a title, and how sure that is.

Each person's taste is a Gaussian process over titles (Bayesian linear regression on their vectors):
stars = mean + what the title is like + the title's own offset + the person's taste at its vector.
Only titles are in the model. A person's taste is solved from the history in each request, so that
somebody whose first rating came after the training is predicted by the same lines as all others.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from recommendations.collaborative.artefact import (
    SMALL_FILE,
    BrokenArtefact,
    read_arrays,
    write_arrays,
)
from recommendations.collaborative.data import (
    HIGHEST_STARS,
    LOWEST_STARS,
    Ratings,
    UnusableRatings,
)
from recommendations.collaborative.title_vectors import (
    Variances,
    describing_vectors,
    title_vectors,
)

ARTEFACT = "rating.safetensors"
FORMAT = "1"
NUMBERS = ("mean", "noise", "unknown_variance")


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen on inner folds of the training part: docs/recommenders.md. Variances are in stars
    squared."""

    noise: float = 0.6
    """of one rating of a person, around the taste"""
    title_noise: float = 0.65
    """of one rating of a title, around its offset"""
    title_variance: float = 0.2
    """of the offsets"""
    ridge: float = 5.0
    """of what a title is like"""
    rounds: int = 3
    """in which the parts of the sum are solved in turn"""
    company_width: int = 64
    variances: Variances = field(default_factory=Variances)


DEFAULT = Settings()


@dataclass(frozen=True, slots=True)
class Prediction:
    """In stars; `deviation` is the standard deviation of what the person would really give."""

    stars: float
    deviation: float


@dataclass(frozen=True, slots=True, eq=False)
class RatingModel:
    title_ids: np.ndarray
    """int64[t], ascending"""
    vectors: np.ndarray
    """float32[t, d]"""
    base: np.ndarray
    """float32[t]: what the mean person gives each title, in stars"""
    base_variance: np.ndarray
    """float32[t]: how unsure that is, in stars squared"""
    mean: float
    """of all ratings"""
    noise: float
    unknown_variance: float
    """how unsure a taste is about a title without a vector, in stars squared"""

    @classmethod
    def fit(
        cls,
        ratings: Ratings,
        *,
        seed: int = 0,
        told: Callable[[str], None] = lambda line: None,
        settings: Settings = DEFAULT,
    ) -> Self:
        """Solved, not searched for: the seed changes nothing. Raises UnusableRatings for none."""
        if len(ratings) == 0:
            raise UnusableRatings("there are no ratings to learn from")
        told("vectors of the titles")
        vectors = title_vectors(
            ratings, company_width=settings.company_width, variances=settings.variances
        )
        describing = describing_vectors(ratings)
        mean = float(ratings.values.mean())
        counts = np.bincount(ratings.titles, minlength=len(ratings.title_ids))
        shrinkage = settings.title_noise / settings.title_variance
        gram = _ridge_of(describing[ratings.titles], settings.ridge)
        left = ratings.values.astype(np.float64) - mean
        base = np.zeros(len(ratings.title_ids))
        offset = np.zeros_like(base)
        taste = np.zeros(len(ratings))
        for number in range(1, settings.rounds + 1):
            told(f"round {number} of {settings.rounds}")
            rest = left - offset[ratings.titles] - taste
            expected = describing @ np.linalg.solve(gram, describing[ratings.titles].T @ rest)
            rest = left - expected[ratings.titles] - taste
            offset = np.bincount(ratings.titles, rest, len(offset)) / (counts + shrinkage)
            base = expected + offset
            taste = _tastes(ratings, vectors, left - base[ratings.titles], noise=settings.noise)
        return cls(
            title_ids=ratings.title_ids,
            vectors=vectors,
            base=(mean + base).astype(np.float32),
            base_variance=(settings.title_noise / (counts + shrinkage)).astype(np.float32),
            mean=mean,
            noise=settings.noise,
            unknown_variance=float(
                (vectors[:, 1:] ** 2).sum(axis=1).mean() + settings.title_variance
            ),
        )

    @property
    def parameters(self) -> dict[str, Any]:
        return {**asdict(DEFAULT), "noise": self.noise, "width": self.vectors.shape[1]}

    def predict(self, history: Mapping[int, float], title_ids: Sequence[int]) -> list[Prediction]:
        """`history`: title id → stars, in any order; titles that training did not know are passed
        over. Of such a title itself the prediction is the person's own level."""
        positions, rated = self._positions(list(history))
        vectors = self.vectors[positions].astype(np.float64)
        given = np.fromiter(history.values(), dtype=np.float64, count=len(history))[rated]
        precision = vectors.T @ vectors
        precision[np.diag_indices(len(precision))] += self.noise
        taste = np.linalg.solve(precision, vectors.T @ (given - self.base[positions]))

        asked, known = self._positions(title_ids)
        wanted = np.zeros((len(title_ids), self.vectors.shape[1]))
        wanted[:, 0] = self.vectors[0, 0]
        wanted[known] = self.vectors[asked]
        base = np.full(len(title_ids), self.mean)
        base[known] = self.base[asked]
        unsure = np.full(len(title_ids), self.unknown_variance)
        unsure[known] = self.base_variance[asked]
        spread = np.einsum("qd,dq->q", wanted, np.linalg.solve(precision, wanted.T))
        stars = np.clip(base + wanted @ taste, LOWEST_STARS, HIGHEST_STARS)
        deviations = np.sqrt(self.noise * (1 + spread) + unsure)
        return [
            Prediction(float(value), float(deviation))
            for value, deviation in zip(stars, deviations, strict=True)
        ]

    def save(self, folder: Path) -> None:
        arrays = {
            "title_ids": self.title_ids,
            "vectors": self.vectors,
            "base": self.base,
            "base_variance": self.base_variance,
        }
        facts = {name: repr(getattr(self, name)) for name in NUMBERS}
        write_arrays(folder / ARTEFACT, arrays, facts={"format": FORMAT, **facts})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """A large one is mapped, not read. Raises BrokenArtefact for what `save` did not write."""
        arrays, facts = read_arrays(folder / ARTEFACT, most_copied=SMALL_FILE)
        try:
            if facts["format"] != FORMAT:
                raise BrokenArtefact(f"{folder}: written in format {facts['format']}, not {FORMAT}")
            parts: dict[str, Any] = {**arrays, **{name: float(facts[name]) for name in NUMBERS}}
            model = cls(**parts)
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenArtefact(f"{folder} is not a rating model: {error}") from error
        titles = len(model.title_ids)
        fits = (
            titles > 0
            and model.title_ids.dtype == np.int64
            and bool((np.diff(model.title_ids) > 0).all())
            and model.vectors.ndim == 2
            and model.vectors.shape[0] == titles
            and model.vectors.shape[1] > 0
            and model.base.shape == model.base_variance.shape == (titles,)
            and bool(np.isfinite(model.vectors).all() and np.isfinite(model.base).all())
            and bool((model.base_variance >= 0).all())
            and LOWEST_STARS <= model.mean <= HIGHEST_STARS
            and math.isfinite(model.noise + model.unknown_variance)
            and model.noise > 0
            and model.unknown_variance >= 0
        )
        if not fits:
            raise BrokenArtefact(f"{folder}: the parts of the model do not fit together")
        return model

    def _positions(self, title_ids: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Positions of those that are known, and which of the given ones they are."""
        wanted = np.asarray(title_ids, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.title_ids, wanted), len(self.title_ids) - 1)
        known = np.flatnonzero(self.title_ids[at] == wanted)
        return at[known], known


def _tastes(ratings: Ratings, vectors: np.ndarray, rest: np.ndarray, *, noise: float) -> np.ndarray:
    """float64[n]: what each person's taste explains of the rest of each of their ratings."""
    order = np.argsort(ratings.people, kind="stable")
    ends = np.searchsorted(ratings.people[order], np.arange(1, len(ratings.person_ids) + 1))
    explained = np.zeros(len(ratings))
    start = 0
    for end in ends:
        rows = order[start:end]
        start = int(end)
        if not len(rows):
            continue
        own = vectors[ratings.titles[rows]].astype(np.float64)
        explained[rows] = own @ np.linalg.solve(_ridge_of(own, noise), own.T @ rest[rows])
    return explained


def _ridge_of(rows: np.ndarray, ridge: float) -> np.ndarray:
    gram = rows.T.astype(np.float64) @ rows
    gram[np.diag_indices(len(gram))] += ridge
    return gram
