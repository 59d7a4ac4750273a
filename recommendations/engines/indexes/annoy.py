"""Annoy: a forest of trees, each of which halves space at random."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.indexes.base import SEED, library, padded


@dataclass(frozen=True, eq=False)
class Annoy:
    needs: ClassVar[tuple[str, str]] = ("annoy", "Annoy")
    file_name: ClassVar[str] = "trees.annoy"
    parameters: ClassVar[Mapping[str, Any]] = {"trees": 50, "search_k": 10_000}

    index: Any
    """annoy.AnnoyIndex"""

    @classmethod
    def build(cls, vectors: np.ndarray) -> Self:
        index = library(*cls.needs).AnnoyIndex(vectors.shape[1], "euclidean")
        index.set_seed(SEED)
        for row, vector in enumerate(vectors):
            index.add_item(row, vector)
        index.build(cls.parameters["trees"])
        return cls(index)

    def search(self, vectors: np.ndarray, count: int) -> np.ndarray:
        search_k = max(self.parameters["search_k"], self.parameters["trees"] * count)
        return np.stack(
            [
                padded(np.array(self.index.get_nns_by_vector(vector, count, search_k)), count)
                for vector in vectors
            ]
        )

    def save(self, path: Path) -> None:
        self.index.save(str(path))

    @classmethod
    def load(cls, path: Path, *, rows: int, width: int) -> Self:
        """Mapped into memory. The file does not say how wide its vectors are: another width shows
        in the number of them, or in what it finds."""
        index = library(*cls.needs).AnnoyIndex(width, "euclidean")
        try:
            index.load(str(path))
        except OSError as error:
            raise BrokenArtefact(f"{path} is no index of Annoy: {error}") from error
        if index.get_n_items() != rows:
            raise BrokenArtefact(f"{path} has {index.get_n_items()} vectors, not {rows}")
        return cls(index)
