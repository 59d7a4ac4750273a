"""What all indexes of vectors have in common."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from django.utils.translation import gettext_lazy as _

from recommendations.engines.base import LibraryMissing

SEED = 0


class VectorIndex(Protocol):
    """Of n vectors of d numbers, by Euclidean distance."""

    needs: ClassVar[tuple[str, str]]
    """Its library: the module, and what people know it by."""
    file_name: ClassVar[str]
    parameters: ClassVar[Mapping[str, Any]]
    """What of the library's settings is not its default, and what recall depends on."""

    @classmethod
    def build(cls, vectors: np.ndarray) -> Self:
        """Of float32[n, d], distinct; the same for the same vectors. Raises LibraryMissing."""

    def search(self, vectors: np.ndarray, count: int) -> np.ndarray:
        """int64[q, count] for float32[q, d]: the rows of the nearest, nearest first; -1 where it
        found fewer. Whoever needs distances has the vectors to work them out from."""

    def save(self, path: Path) -> None:
        """In the library's own format."""

    @classmethod
    def load(cls, path: Path, *, rows: int, width: int) -> Self:
        """Of n = `rows` vectors of d = `width` numbers. Raises BrokenArtefact for a file of
        anything else, and LibraryMissing."""


def library(module: str, name: str) -> ModuleType:
    """A library that not every process has; `name` is what people know it by. Raises
    LibraryMissing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise LibraryMissing(_("%(name)s is not installed here.") % {"name": name}) from error


def require_library(module: str, name: str) -> None:
    """The same question, of which nothing is loaded. Raises LibraryMissing."""
    if find_spec(module) is None:
        raise LibraryMissing(_("%(name)s is not installed here.") % {"name": name})


def padded(found: np.ndarray, count: int) -> np.ndarray:
    """int64[count]: the rows that one query found, and -1 for the rest."""
    rows = np.full(count, -1, dtype=np.int64)
    rows[: len(found)] = found[:count]
    return rows
