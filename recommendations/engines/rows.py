"""Which titles a build knows, in the order of its rows, and the best of them by a score."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from django.utils.translation import gettext_lazy as _

from catalog.models import Movie
from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.base import Neighbour, NotServed
from recommendations.engines.catalogue import CatalogueData


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    title_ids: np.ndarray
    """int64[t], ascending"""
    is_series: np.ndarray
    """bool[t]"""

    @classmethod
    def of(cls, catalogue: CatalogueData) -> Self:
        is_series = np.array([kind == Movie.Kind.SERIES for kind in catalogue.kinds], dtype=bool)
        return cls(catalogue.title_ids, is_series)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """Of what `arrays` gave. Raises BrokenArtefact for ids that are no such order, and KeyError
        for none."""
        rows = cls(arrays["title_ids"], arrays["is_series"])
        ids = rows.title_ids
        fits = ids.dtype == np.int64 and ids.ndim == 1 and rows.is_series.shape == ids.shape
        if not fits or (np.diff(ids) <= 0).any():
            raise BrokenArtefact("the ids of the titles are not ascending")
        return rows

    def __len__(self) -> int:
        return len(self.title_ids)

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        return {"title_ids": self.title_ids, "is_series": self.is_series}

    def row_of(self, title_id: int) -> int:
        """Raises NotServed for a title that came after the build."""
        row = int(np.searchsorted(self.title_ids, title_id))
        if row == len(self) or self.title_ids[row] != title_id:
            raise NotServed(_("This title is newer than the last build of the engine."))
        return row

    def offered(self, row: int, *, kind: str, leave_out: Collection[int]) -> np.ndarray:
        """bool[t]: what may be named as similar to the title of this row."""
        offered = np.ones(len(self), dtype=bool)
        if kind:
            offered &= self.is_series == (kind == Movie.Kind.SERIES)
        if leave_out:
            offered &= ~np.isin(self.title_ids, list(leave_out))
        offered[row] = False
        return offered

    def best(self, places: np.ndarray, scores: np.ndarray, count: int) -> list[Neighbour]:
        """The `count` highest of `scores` (float[n]), which the rows `places` (int[n], ascending)
        have; of equal ones the lower id."""
        if 0 < count < len(places):
            # All that equal the last of them, before any order decides.
            edge = -np.partition(-scores, count - 1)[count - 1]
            places, scores = places[scores >= edge], scores[scores >= edge]
        order = np.argsort(-scores, kind="stable")[:count]
        return [
            Neighbour(title_id, score)
            for title_id, score in zip(
                self.title_ids[places[order]].tolist(), scores[order].tolist(), strict=True
            )
        ]
