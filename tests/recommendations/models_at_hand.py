"""Models in the place of trained ones, small enough to see what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

import numpy as np
import pytest

from recommendations.collaborative.serving import Served


@dataclass(eq=False)
class Neighbours:
    """A ranking model: title id → the ids that are liked with it, and how much. A title's score is
    the mean of what the told ones bring to it, and how popular it is."""

    liked_with: Mapping[int, Mapping[int, float]]
    popularity: Mapping[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        others = [pk for beside in self.liked_with.values() for pk in beside]
        self.ids = np.array(sorted({*self.liked_with, *others, *self.popularity}), dtype=np.int64)

    def scores(self, history: Mapping[int, float]) -> tuple[np.ndarray, np.ndarray]:
        totals = [
            self.popularity.get(pk, 0.0) + sum(self.contributions(history, pk).values())
            for pk in self.ids.tolist()
        ]
        return self.ids, np.array(totals, dtype=np.float32)

    def contributions(self, history: Mapping[int, float], title_id: int) -> dict[int, float]:
        total = sum(history.values())
        return {
            pk: weight / total * self.liked_with.get(pk, {}).get(title_id, 0.0)
            for pk, weight in history.items()
        }

    def scores_without(
        self, history: Mapping[int, float], removed: Sequence[int], title_ids: np.ndarray
    ) -> np.ndarray:
        rows = []
        for out in removed:
            rest = {pk: weight for pk, weight in history.items() if pk != out}
            ids, scores = self.scores(rest)
            known = dict(zip(ids.tolist(), scores.tolist(), strict=True))
            rows.append([known.get(pk, 0.0) for pk in title_ids.tolist()])
        return np.array(rows, dtype=np.float32)


def liked_together(one: int, other: int) -> Neighbours:
    """Two titles that belong together far more than others do, whatever else brings them near."""
    return Neighbours({one: {other: 9.0}, -1: {-2: 1.0}, -3: {-4: 1.0}})


@dataclass(frozen=True)
class Prediction:
    stars: float
    deviation: float


@dataclass(eq=False)
class Means:
    """A rating model: the mean of what somebody has given, whatever the title."""

    deviation: float = 0.75
    asked_with: list[dict[int, float]] = field(default_factory=list)

    def predict(self, history: Mapping[int, float], title_ids: Sequence[int]) -> list[Prediction]:
        self.asked_with.append(dict(history))
        mean = sum(history.values()) / len(history) if history else 3.5
        return [Prediction(mean, self.deviation) for _ in title_ids]


def serve(
    monkeypatch: pytest.MonkeyPatch,
    *,
    ranking: Neighbours | None = None,
    rating: Means | None = None,
    trouble: str = "",
) -> None:
    """As if these had been trained and promoted; without any, as on a fresh site."""
    models = Served(
        ranking=ranking,  # type: ignore[arg-type]
        rating=rating,  # type: ignore[arg-type]
        version="ranking-1" if ranking else "",
        trouble=trouble,
    )
    for user in ("for_you", "api", "views.predict", "templatetags.predictions"):
        monkeypatch.setattr(import_module(f"recommendations.{user}"), "served", lambda: models)
