"""FAISS' flat index: every vector is compared, so that nothing is missed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.indexes.base import library

FAISS = ("faiss", "FAISS")


@dataclass(frozen=True, eq=False)
class Flat:
    needs: ClassVar[tuple[str, str]] = FAISS
    file_name: ClassVar[str] = "flat.faiss"
    parameters: ClassVar[Mapping[str, Any]] = {}

    index: Any
    """faiss.IndexFlatL2"""

    @classmethod
    def build(cls, vectors: np.ndarray) -> Self:
        index = library(*FAISS).IndexFlatL2(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    def search(self, vectors: np.ndarray, count: int) -> np.ndarray:
        _distances, rows = self.index.search(vectors, count)
        return rows

    def save(self, path: Path) -> None:
        write_faiss(self.index, path)

    @classmethod
    def load(cls, path: Path, *, rows: int, width: int) -> Self:
        return cls(read_faiss(path, kind="IndexFlatL2", rows=rows, width=width))


def write_faiss(index: Any, path: Path) -> None:
    library(*FAISS).write_index(index, str(path))


def read_faiss(path: Path, *, kind: str, rows: int, width: int) -> Any:
    """Its vectors are mapped into memory, not read. Raises BrokenArtefact, and LibraryMissing."""
    faiss = library(*FAISS)
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:  # what C++ throws
        raise BrokenArtefact(f"{path} is no index of FAISS: {error}") from error
    if type(index).__name__ != kind or index.ntotal != rows or index.d != width:
        raise BrokenArtefact(
            f"{path} is {type(index).__name__} of {index.ntotal} vectors of {index.d} numbers, "
            f"not {kind} of {rows} of {width}"
        )
    return index
