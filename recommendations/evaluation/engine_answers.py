"""What engines say of many titles, kept, so that each is asked once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from recommendations.engines.base import Engine, Neighbour, NotServed, Text


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """An engine itself, for the titles that it was asked about."""

    name: ClassVar[str] = "answers"
    label: ClassVar[Text] = "answers"

    asked: np.ndarray
    """int64[q], ascending"""
    ids: np.ndarray
    """int64[q, depth], best first; -1 where it named no more, or refused"""
    scores: np.ndarray
    """float64[q, depth]"""

    @classmethod
    def none(cls) -> Self:
        """Of an engine that there is not."""
        return cls(
            asked=np.zeros(0, dtype=np.int64),
            ids=np.zeros((0, 1), dtype=np.int64),
            scores=np.zeros((0, 1)),
        )

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        """Of what was kept, of every kind."""
        row = int(np.searchsorted(self.asked, title_id))
        if row == len(self.asked) or self.asked[row] != title_id or self.ids[row, 0] < 0:
            raise NotServed("nothing is known of it")
        here = self.ids[row] >= 0
        named = zip(self.ids[row][here].tolist(), self.scores[row][here].tolist(), strict=True)
        return [Neighbour(*pair) for pair in named][:count]

    def first(self, count: int, among: np.ndarray) -> np.ndarray:
        """int64[q, count]: the first that are `among` (int64, ascending), as the site shows them,
        by their positions there; -1 for none."""
        at = np.minimum(np.searchsorted(among, self.ids), len(among) - 1)
        places = np.where((self.ids >= 0) & (among[at] == self.ids), at, -1)
        shown_first = np.argsort(places < 0, axis=1, kind="stable")
        best = np.take_along_axis(places, shown_first, axis=1)[:, :count]
        return np.pad(best, ((0, 0), (0, count - best.shape[1])), constant_values=-1)


def ask(engine: Engine, title_ids: Iterable[int], *, depth: int) -> Answers:
    """A refusal is an answer without titles."""
    asked = np.unique(np.fromiter(title_ids, dtype=np.int64))
    ids = np.full((len(asked), depth), -1, dtype=np.int64)
    scores = np.zeros((len(asked), depth))
    for row, title_id in enumerate(asked.tolist()):
        try:
            found = engine.nearest(title_id, depth)
        except NotServed:
            continue
        ids[row, : len(found)] = [each.title_id for each in found]
        scores[row, : len(found)] = [each.score for each in found]
    return Answers(asked, ids, scores)
