"""By genres and decade: one-hot, reduced by PCA, found by an index of vectors.

45,000 titles have some 5,000 combinations of genres and decade between them, of which the most
frequent is 1,500 titles. So each combination is a vector of the index once, with the list of its
titles: an index over titles would return ten of 1,500 equals, whichever it met first, and graphs
through thousands of equals lose their way. Scores are 1 / (1 + Euclidean distance).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from django.utils.translation import gettext_lazy as _

from recommendations.collaborative.artefact import BrokenArtefact, read_arrays, write_arrays
from recommendations.engines.base import (
    BuiltEngine,
    Neighbour,
    NotBuildable,
    NotServed,
    Text,
    Told,
)
from recommendations.engines.catalogue import CatalogueData
from recommendations.engines.genres import genre_flags
from recommendations.engines.indexes.annoy import Annoy
from recommendations.engines.indexes.base import VectorIndex, require_library
from recommendations.engines.indexes.flat import Flat
from recommendations.engines.indexes.hnsw import Hnsw
from recommendations.engines.indexes.voyager import Voyager
from recommendations.engines.rows import Rows

ARTEFACT = "features.safetensors"

KEPT_VARIANCE = 0.95

# Distances between vectors of small numbers in float32: what differs by less is equal.
DECIMALS = 4

# Combinations that are fetched first, and by how many times more where they were too few.
FETCHED, FETCHED_MORE = 50, 4

# Of a build that is loaded, so many vectors must find themselves.
TRIED = 16


@dataclass(frozen=True, eq=False)
class FlatFeatures(BuiltEngine):
    name: ClassVar[str] = "features"
    label: ClassVar[Text] = _("genre and decade (FAISS)")
    parameters: ClassVar[Mapping[str, Any]] = {"kept_variance": KEPT_VARIANCE, **Flat.parameters}
    index_class: ClassVar[type[VectorIndex]] = Flat

    rows: Rows
    vectors: np.ndarray
    """float32[v, d], one for each combination of genres and decade"""
    combinations: np.ndarray
    """int32[t]: which of the vectors a title has; -1 where neither genre nor year is known"""
    index: VectorIndex
    """of `vectors`"""

    @classmethod
    def require_library(cls) -> None:
        require_library(*cls.index_class.needs)

    @classmethod
    def build(cls, catalogue: CatalogueData, *, told: Told = lambda line: None) -> Self:
        cls.require_library()
        flags = _flags(catalogue)
        is_known = flags.any(axis=1)
        if not is_known.any():
            raise NotBuildable(_("No title has a genre or a year."))
        distinct, of_known = np.unique(flags[is_known], axis=0, return_inverse=True)
        combinations = np.full(len(catalogue), -1, dtype=np.int32)
        combinations[is_known] = of_known.ravel()
        vectors = _reduced(flags[is_known], distinct)
        told(
            f"{len(distinct):,} combinations of {flags.shape[1]} genres and decades, "
            f"{vectors.shape[1]} numbers each"
        )
        index = cls.index_class.build(vectors)
        return cls(Rows.of(catalogue), vectors, combinations, index)

    @property
    def title_ids(self) -> np.ndarray:
        return self.rows.title_ids

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        row = self.rows.row_of(title_id)
        if self.combinations[row] < 0:
            raise NotServed(_("Neither a genre nor the year of this title is known."))
        offered = self.rows.offered(row, kind=kind, leave_out=leave_out)
        fetched = min(FETCHED, len(self.vectors))
        while True:
            distances = self._distances(self.combinations[row], fetched)
            titles = distances[self.combinations]
            titles[self.combinations < 0] = np.inf
            places = np.flatnonzero(offered & np.isfinite(titles))
            # Of those as far as the farthest the index may have left some out.
            are_complete = (titles[places] < distances[np.isfinite(distances)].max()).sum() >= count
            if are_complete or fetched == len(self.vectors):
                return self.rows.best(places, 1 / (1 + titles[places]), count)
            fetched = min(FETCHED_MORE * fetched, len(self.vectors))

    def _distances(self, combination: int, count: int) -> np.ndarray:
        """float32[v], of the nearest `count` to this vector; infinite for the others."""
        vector = self.vectors[combination : combination + 1]
        found = self.index.search(vector, count)[0]
        near = found[found >= 0]
        distances = np.full(len(self.vectors), np.inf, dtype=np.float32)
        distances[near] = np.linalg.norm(self.vectors[near] - vector, axis=1).round(DECIMALS)
        distances[combination] = 0  # even where an index should not find it
        return distances

    def save(self, folder: Path) -> None:
        arrays = {
            **self.rows.arrays,
            "vectors": self.vectors,
            "combinations": self.combinations,
        }
        write_arrays(folder / ARTEFACT, arrays, facts={})
        self.index.save(folder / self.index_class.file_name)

    @classmethod
    def load(cls, folder: Path) -> Self:
        arrays, _facts = read_arrays(folder / ARTEFACT)
        try:
            rows, vectors, combinations = (
                Rows.from_arrays(arrays),
                arrays["vectors"],
                arrays["combinations"],
            )
            fits = (
                vectors.ndim == 2
                and combinations.shape == (len(rows),)
                and combinations.min(initial=-1) >= -1
                and combinations.max(initial=-1) < len(vectors)
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenArtefact(f"{folder} does not hold titles' features: {error}") from error
        if not fits:
            raise BrokenArtefact(f"{folder}: the features and the titles do not fit together")
        path = folder / cls.index_class.file_name
        index = cls.index_class.load(path, rows=len(vectors), width=vectors.shape[1])
        _require_in_step(index, vectors, path)
        return cls(rows, vectors, combinations, index)


class HnswFeatures(FlatFeatures):
    name = "features-hnsw"
    label = _("genre and decade (FAISS, HNSW)")
    parameters = {"kept_variance": KEPT_VARIANCE, **Hnsw.parameters}
    index_class = Hnsw


class AnnoyFeatures(FlatFeatures):
    name = "features-annoy"
    label = _("genre and decade (Annoy)")
    parameters = {"kept_variance": KEPT_VARIANCE, **Annoy.parameters}
    index_class = Annoy


class VoyagerFeatures(FlatFeatures):
    name = "features-voyager"
    label = _("genre and decade (Voyager)")
    parameters = {"kept_variance": KEPT_VARIANCE, **Voyager.parameters}
    index_class = Voyager


def _flags(catalogue: CatalogueData) -> np.ndarray:
    """float32[t, genres + decades], 0 or 1; a title without a year has no decade."""
    _names, genres = genre_flags(catalogue.genres)
    decades = catalogue.years // 10
    known = np.unique(decades[~np.isnan(decades)])
    return np.hstack([genres, (decades[:, None] == known).astype(np.float32)])


def _reduced(flags: np.ndarray, distinct: np.ndarray) -> np.ndarray:
    """float32[v, d] of `distinct`, turned to the axes that keep KEPT_VARIANCE of all titles."""
    from sklearn.decomposition import PCA

    if len(distinct) == 1:  # without variance there are no axes
        return np.zeros((1, 1), dtype=np.float32)
    pca = PCA(n_components=KEPT_VARIANCE, svd_solver="full").fit(flags)
    return np.ascontiguousarray(pca.transform(distinct), dtype=np.float32)


def _require_in_step(index: VectorIndex, vectors: np.ndarray, path: Path) -> None:
    """That the rows of the index are those of the vectors: each finds itself, or an equal."""
    tried = np.unique(np.linspace(0, len(vectors) - 1, TRIED).astype(int))
    asked = np.ascontiguousarray(vectors[tried])
    found = index.search(asked, 1)[:, 0]
    if (found < 0).any() or np.abs(vectors[found] - asked).max() > 10**-DECIMALS:
        raise BrokenArtefact(f"{path} is out of step with the titles")
