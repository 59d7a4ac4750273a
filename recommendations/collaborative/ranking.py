"""The ranking model that is served: which titles go with a history, and how popular each is.

One sparse matrix [titles, titles], so that a favourite counts in the next request: nobody's history
is in it, and a score is a sum over the titles of the history, of which each has a true share.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np

from recommendations.collaborative.age import weights_without
from recommendations.collaborative.artefact import (
    SMALL_FILE,
    BrokenArtefact,
    read_arrays,
    write_arrays,
)
from recommendations.collaborative.data import LIKED_STARS, Ratings, UnusableRatings
from recommendations.collaborative.fusion import Rows, fused
from recommendations.collaborative.item_item import Ease, rated_together
from recommendations.collaborative.two_towers import TwoTowers, fit_two_towers

ARTEFACT = "ranking.safetensors"
FORMAT = "1"
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
    towers: float = 0.0
    """of the two towers: none until they are measured over five seeds (docs/recommenders.md)"""
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


def train_towers(ratings: Ratings, *, seed: int, told: Callable[[str], None]) -> TwoTowers:
    """Those that have a part in the ranking."""
    weights = np.where(ratings.values >= LIKED_STARS, 1.0, UNLIKED_WEIGHT)
    return fit_two_towers(ratings, weights=weights, seed=seed, told=told)


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
        towers: TwoTowers | None = None,
    ) -> Self:
        """The seed is that of the two towers, which may be given as `train_towers` makes them; the
        rest is solved. Raises UnusableRatings for no ratings."""
        if len(ratings) == 0:
            raise UnusableRatings("there are no ratings to learn from")
        told("what is rated together")
        together = rated_together(
            ratings, reach=settings.reach, decay=settings.decay, shrinkage=settings.shrinkage
        )
        told("EASE")
        ease = Ease.fit(ratings, regularisation=settings.regularisation)
        matrices: list[tuple[float, Rows]] = [
            (1.0, ease.rows),
            (settings.together, lambda rows: together[rows].toarray()),
        ]
        if settings.towers:
            towers = towers or train_towers(ratings, seed=seed, told=told)
            matrices.append((settings.towers, towers.rows))
        starts, neighbours, weights = fused(
            matrices,
            count=len(ratings.title_ids),
            neighbours=settings.neighbours,
            told=told,
        )
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

    def scores_without(
        self, history: Mapping[int, float], removed: Sequence[int], title_ids: np.ndarray
    ) -> np.ndarray:
        """float32[len(removed), len(title_ids)]: the scores of these titles (int64, ascending) when
        one title of the history is taken out of it; 0 for those that training did not know."""
        at = np.minimum(np.searchsorted(self.title_ids, title_ids), len(self.title_ids) - 1)
        is_known = self.title_ids[at] == title_ids
        weighted = self._weighted(history)
        rows = self._between([position for position, _weight in weighted], at)
        numbers = {
            int(self.title_ids[position]): n for n, (position, _weight) in enumerate(weighted)
        }
        scores = self.settings.popularity * np.asarray(self.popularity)[at]
        given = np.array([history[title_id] for title_id in numbers])
        out = np.array([numbers.get(title_id, -1) for title_id in removed], dtype=np.int64)
        scores = scores + self._shares_without(given, out) @ rows
        return np.where(is_known, scores, 0.0).astype(np.float32)

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
        """A large one is mapped into memory, not read: a request touches the rows of its history
        alone. Raises BrokenArtefact for what `save` did not write."""
        arrays, facts = read_arrays(folder / ARTEFACT, most_copied=SMALL_FILE)
        try:
            if facts["format"] != FORMAT:
                raise BrokenArtefact(f"{folder}: written in format {facts['format']}, not {FORMAT}")
            facts = {"towers": "0.0", **facts}  # of a model from before there were towers
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
        (weights,) = self._shares_without(given, np.array([-1]))
        return [
            (position, float(weight))
            for (position, _given), weight in zip(found, weights, strict=True)
        ]

    def _shares_without(self, given: np.ndarray, out: np.ndarray) -> np.ndarray:
        """float64[len(out), h]: the weight of each title of a history, `given` (the latest first),
        without title out[i]; -1 leaves none out. Sizes of a row add up to 1."""
        settings = self.settings
        weights = given * weights_without(
            len(given), out, recency=settings.recency, evenly=settings.evenly
        )
        return np.asarray(weights / np.maximum(np.abs(weights).sum(axis=1, keepdims=True), 1e-12))

    def _between(self, history: Sequence[int], wanted: np.ndarray) -> np.ndarray:
        """float32[len(history), len(wanted)], of positions of titles: how much each of the history
        speaks for each wanted one."""
        block = np.zeros((len(history), len(wanted)), dtype=np.float32)
        for number, position in enumerate(history):
            row = slice(self.starts[position], self.starts[position + 1])
            neighbours = self.neighbours[row]
            if len(neighbours):
                at = np.minimum(np.searchsorted(neighbours, wanted), len(neighbours) - 1)
                block[number] = np.where(neighbours[at] == wanted, self.weights[row][at], 0.0)
        return block

    def _position(self, title_id: int) -> int | None:
        at = int(np.searchsorted(self.title_ids, title_id))
        return at if at < len(self.title_ids) and self.title_ids[at] == title_id else None
