"""The two kinds of models that are trained and served, and by what a better one is known.

Models are imported when they are asked for: with them come scipy and more.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self

from django.utils.module_loading import import_string

from recommendations.collaborative.data import Ratings
from recommendations.models import TrainingRun

Told = Callable[[str], None]

MODELS: dict[str, str] = {
    TrainingRun.Kind.RANKING: "recommendations.collaborative.ranking.RankingModel",
    TrainingRun.Kind.RATING: "recommendations.collaborative.rating.RatingModel",
}
MEASURED_BY: dict[str, str] = {
    TrainingRun.Kind.RANKING: "recommendations.collaborative.held_out.measure_ranking",
    TrainingRun.Kind.RATING: "recommendations.collaborative.held_out.measure_rating",
}

# Of each kind the figures that decide about a promotion, and whether more is better.
DECIDING: Mapping[str, Mapping[str, bool]] = {
    TrainingRun.Kind.RANKING: {"hr@10": True, "recall@100": True},
    TrainingRun.Kind.RATING: {"rmse": False},
}


class Model(Protocol):
    """What ranking and rating models have in common."""

    @classmethod
    def fit(cls, ratings: Ratings, *, seed: int, told: Told) -> Self:
        """The same model for the same ratings and seed."""

    def save(self, folder: Path) -> None:
        """Write everything that `load` needs."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises BrokenArtefact."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a model that was fitted on a part was found to be worth on the rest."""

    metrics: dict[str, float]
    curves: list[dict[str, float]] = field(default_factory=list)


def model_class(kind: str) -> type[Model]:
    return import_string(MODELS[kind])


def measure(kind: str, ratings: Ratings, *, seed: int, told: Told) -> Measured:
    """Raises UnusableRatings where nothing can be held out."""
    return import_string(MEASURED_BY[kind])(ratings, seed=seed, told=told)


def fit(kind: str, ratings: Ratings, *, seed: int, told: Told) -> Any:
    """A model of `model_class(kind)`."""
    return model_class(kind).fit(ratings, seed=seed, told=told)


def parameters(model: Model) -> dict[str, Any]:
    """What the model was fitted with, as JSON can tell it."""
    return dict(getattr(model, "parameters", {}))
