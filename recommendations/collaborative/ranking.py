"""The ranking model that is served: which titles go with a history, and how popular each is.

One sparse matrix [titles, titles], so that a favourite counts in the next request: nobody's history
is in it, and a score is a sum over the titles of the history, of which each has a true share.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from recommendations.collaborative.artefact import BrokenArtefact, read_arrays, write_arrays
from recommendations.collaborative.data import LIKED_STARS, Ratings, UnusableRatings
from recommendations.collaborative.item_item import Ease, rated_together

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ARTEFACT = "ranking.safetensors"
FORMAT = "1"
# Of each title's strongest neighbours, whose mean gives the two matrices one scale.
STRONGEST = 20
SAMPLE = 2_000
BLOCK = 500
UNLIKED_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen by the newest liked titles of the training part: docs/recommenders.md."""

    regularisation: float = 200.0
    """of EASE"""
    reach: int = 20
    decay: float = 5.0
    """how far apart two ratings of a person may be, and how fast a pair fades with that"""
    shrinkage: float = 5.0
    together: float = 4.0
    """weight of what is rated together, against EASE's 1"""
    neighbours: int = 300
    """kept of each title"""
    recency: float = 10.0
    evenly: float = 0.5
    """this share of the weight is spread evenly over the history; of the rest the k-th latest title
    gets a part that falls as exp(-k / recency)"""
    popularity: float = 0.05


DEFAULT = Settings()


def weight_of(stars: float) -> float:
    """How much a rated title speaks for its neighbours. One that was not liked does too, though
    less: people watch what they expect to like."""
    return 1.0 if stars >= LIKED_STARS else UNLIKED_WEIGHT


@dataclass(frozen=True, slots=True, eq=False)
class RankingModel:
    title_ids: np.ndarray
    """int64[t], ascending"""
    starts: np.ndarray
    """int64[t + 1]: the neighbours of title i stand from starts[i] to starts[i + 1]"""
    neighbours: np.ndarray
    """int32[m], positions of titles, ascending within a title"""
    weights: np.ndarray
    """float32[m]"""
    popularity: np.ndarray
    """float32[t], 0 to 1: the logarithm of how often each was rated"""
    settings: Settings = field(default_factory=Settings)

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
        told("what is rated together")
        together = rated_together(
            ratings, reach=settings.reach, decay=settings.decay, shrinkage=settings.shrinkage
        )
        told("EASE")
        ease = Ease.fit(ratings, regularisation=settings.regularisation)
        starts, neighbours, weights = _fused(ease, together, settings=settings, told=told)
        counts = np.bincount(ratings.titles, minlength=len(ratings.title_ids))
        popularity = np.log1p(counts) / np.log1p(counts.max())
        return cls(
            title_ids=ratings.title_ids,
            starts=starts,
            neighbours=neighbours,
            weights=weights,
            popularity=popularity.astype(np.float32),
            settings=settings,
        )

    @property
    def parameters(self) -> dict[str, Any]:
        return asdict(self.settings)

    def scores(self, history: Mapping[int, float]) -> tuple[np.ndarray, np.ndarray]:
        """int64[t] and float32[t]: all titles that training knew, and their scores; those of the
        history are among them.

        `history`: title id → weight (`weight_of`), the latest first, which counts for more. Titles
        that training did not know are passed over; with none left, popularity decides.
        """
        scores = self.settings.popularity * np.asarray(self.popularity)
        for position, weight in self._weighted(history):
            row = slice(self.starts[position], self.starts[position + 1])
            # A title stands among another's neighbours once, so that this adds to each once.
            scores[self.neighbours[row]] += np.float32(weight) * self.weights[row]
        return self.title_ids, scores

    def contributions(self, history: Mapping[int, float], title_id: int) -> dict[int, float]:
        """Title of the history → its part of this title's score, in the score's unit; what is left
        of the score is popularity's. Empty for a title that training did not know."""
        wanted = self._position(title_id)
        if wanted is None:
            return {}
        parts: dict[int, float] = {}
        for position, weight in self._weighted(history):
            start, end = self.starts[position], self.starts[position + 1]
            at = start + np.searchsorted(self.neighbours[start:end], wanted)
            if at < end and self.neighbours[at] == wanted:
                parts[int(self.title_ids[position])] = weight * float(self.weights[at])
        return parts

    def save(self, folder: Path) -> None:
        arrays = {
            "title_ids": self.title_ids,
            "starts": self.starts,
            "neighbours": self.neighbours,
            "weights": self.weights,
            "popularity": self.popularity,
        }
        facts = {name: repr(value) for name, value in asdict(self.settings).items()}
        write_arrays(folder / ARTEFACT, arrays, facts={"format": FORMAT, **facts})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Mapped into memory, not read: a request touches the rows of its history alone. Raises
        BrokenArtefact for what `save` did not write."""
        arrays, facts = read_arrays(folder / ARTEFACT)
        try:
            if facts["format"] != FORMAT:
                raise BrokenArtefact(f"{folder}: written in format {facts['format']}, not {FORMAT}")
            kinds = {name: type(value) for name, value in asdict(Settings()).items()}
            settings = Settings(**{name: kind(facts[name]) for name, kind in kinds.items()})
            model = cls(**arrays, settings=settings)
            model._check(folder)
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenArtefact(f"{folder} is not a ranking model: {error}") from error
        return model

    def _check(self, folder: Path) -> None:
        titles, entries = len(self.title_ids), len(self.neighbours)
        fits = (
            self.title_ids.dtype == np.int64
            and self.popularity.shape == (titles,)
            and self.starts.shape == (titles + 1,)
            and self.weights.shape == (entries,)
            and titles > 0
            and bool((np.diff(self.title_ids) > 0).all())
            and self.starts[0] == 0
            and self.starts[-1] == entries
            and bool((np.diff(self.starts) >= 0).all())
            and (entries == 0 or (self.neighbours.min() >= 0 and self.neighbours.max() < titles))
            and bool(np.isfinite(self.weights).all() and np.isfinite(self.popularity).all())
        )
        if not fits:
            raise BrokenArtefact(f"{folder}: the parts of the model do not fit together")

    def _weighted(self, history: Mapping[int, float]) -> list[tuple[int, float]]:
        """Positions of the titles that are known, with weights whose sizes add up to 1."""
        found = [
            (position, weight)
            for title_id, weight in history.items()
            if weight and (position := self._position(title_id)) is not None
        ]
        if not found:
            return []
        given = np.array([weight for _position, weight in found])
        latest = np.exp(-np.arange(len(found)) / self.settings.recency)
        evenly = self.settings.evenly
        weights = given * (evenly / len(found) + (1 - evenly) * latest / latest.sum())
        total = np.abs(weights).sum()
        return [
            (position, float(weight))
            for (position, _given), weight in zip(found, weights / total, strict=True)
        ]

    def _position(self, title_id: int) -> int | None:
        at = int(np.searchsorted(self.title_ids, title_id))
        return at if at < len(self.title_ids) and self.title_ids[at] == title_id else None


def _fused(
    ease: Ease, together: "csr_matrix", *, settings: Settings, told: Callable[[str], None]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`starts`, `neighbours` and `weights` of the sum of the two, a block of rows at a time."""
    count = together.shape[0]
    sample = np.unique(np.linspace(0, count - 1, min(SAMPLE, count)).astype(np.int64))
    of_ease = 1 / _scale(ease.rows(sample))
    of_together = settings.together / _scale(together[sample].toarray())
    lengths, neighbours, weights = [], [], []
    for start in range(0, count, BLOCK):
        told(f"neighbours of {start:,} of {count:,} titles")
        rows = np.arange(start, min(start + BLOCK, count))
        block = of_ease * ease.rows(rows) + of_together * together[rows].toarray()
        kept = min(settings.neighbours, count)
        best = np.sort(np.argpartition(-block, kept - 1, axis=1)[:, :kept], axis=1)
        values = np.take_along_axis(block, best, axis=1)
        is_positive = values > 0
        lengths.append(is_positive.sum(axis=1))
        neighbours.append(best[is_positive].astype(np.int32))
        weights.append(values[is_positive].astype(np.float32))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    return starts, np.concatenate(neighbours), np.concatenate(weights)


def _scale(block: np.ndarray) -> float:
    """The mean of the strongest neighbours of each row; 1 where there are none."""
    kept = min(STRONGEST, block.shape[1])
    strongest = -np.partition(-block, kept - 1, axis=1)[:, :kept]
    return float(np.maximum(strongest, 0).mean()) or 1.0
