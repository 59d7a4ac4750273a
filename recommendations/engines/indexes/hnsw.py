"""FAISS' HNSW: a graph of neighbours, walked from far to near."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from recommendations.engines.indexes.base import library
from recommendations.engines.indexes.flat import FAISS, read_faiss, write_faiss


@dataclass(frozen=True, eq=False)
class Hnsw:
    needs: ClassVar[tuple[str, str]] = FAISS
    file_name: ClassVar[str] = "hnsw.faiss"
    parameters: ClassVar[Mapping[str, Any]] = {"M": 32, "ef_construction": 200, "ef_search": 128}

    index: Any
    """faiss.IndexHNSWFlat"""

    @classmethod
    def build(cls, vectors: np.ndarray) -> Self:
        index = library(*FAISS).IndexHNSWFlat(vectors.shape[1], cls.parameters["M"])
        index.hnsw.efConstruction = cls.parameters["ef_construction"]
        index.add(vectors)
        return cls._ready(index)

    def search(self, vectors: np.ndarray, count: int) -> np.ndarray:
        _distances, rows = self.index.search(vectors, count)
        return rows

    def save(self, path: Path) -> None:
        write_faiss(self.index, path)

    @classmethod
    def load(cls, path: Path, *, rows: int, width: int) -> Self:
        return cls._ready(read_faiss(path, kind="IndexHNSWFlat", rows=rows, width=width))

    @classmethod
    def _ready(cls, index: Any) -> Self:
        index.hnsw.efSearch = cls.parameters["ef_search"]
        return cls(index)
