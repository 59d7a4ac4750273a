"""Voyager, Annoy's successor by its authors: HNSW again, from another library."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.indexes.base import SEED, library


@dataclass(frozen=True, eq=False)
class Voyager:
    needs: ClassVar[tuple[str, str]] = ("voyager", "Voyager")
    file_name: ClassVar[str] = "graph.voyager"
    parameters: ClassVar[Mapping[str, Any]] = {"M": 24, "ef_construction": 200, "ef": 128}

    index: Any
    """voyager.Index"""

    @classmethod
    def build(cls, vectors: np.ndarray) -> Self:
        voyager = library(*cls.needs)
        index = voyager.Index(
            voyager.Space.Euclidean,
            num_dimensions=vectors.shape[1],
            M=cls.parameters["M"],
            ef_construction=cls.parameters["ef_construction"],
            random_seed=SEED,
            max_elements=len(vectors),
        )
        # By one thread, or no two builds would be the same.
        index.add_items(vectors, ids=list(range(len(vectors))), num_threads=1)
        return cls(index)

    def search(self, vectors: np.ndarray, count: int) -> np.ndarray:
        if count > len(self.index):
            found = self.search(vectors, len(self.index))
            return np.pad(found, ((0, 0), (0, count - found.shape[1])), constant_values=-1)
        ef = max(self.parameters["ef"], 2 * count)
        # A copy: the library takes none that is mapped, or read-only.
        rows, _distances = self.index.query(np.array(vectors), k=count, query_ef=ef)
        return rows.astype(np.int64)

    def save(self, path: Path) -> None:
        self.index.save(str(path))

    @classmethod
    def load(cls, path: Path, *, rows: int, width: int) -> Self:
        """Read into memory: the library maps none."""
        try:
            index = library(*cls.needs).Index.load(str(path))
        except (RuntimeError, ValueError) as error:
            raise BrokenArtefact(f"{path} is no index of Voyager: {error}") from error
        if len(index) != rows or index.num_dimensions != width:
            raise BrokenArtefact(
                f"{path} has {len(index)} vectors of {index.num_dimensions} numbers, "
                f"not {rows} of {width}"
            )
        return cls(index)
