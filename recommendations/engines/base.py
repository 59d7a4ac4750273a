"""What all engines have in common: asked for one title, they name others."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from django.utils.functional import Promise

from recommendations.engines.catalogue import CatalogueData

Told = Callable[[str], None]
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A title by how similar it is: a higher score is closer, in a unit of the engine's own."""

    title_id: int
    score: float


class Refusal(Exception):
    """`reason` is a sentence for people."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


class NotServed(Refusal):
    """An engine has no answer for this title, or for none."""


class NotBuildable(Refusal):
    """An engine cannot be built of what there is."""


class LibraryMissing(NotServed, NotBuildable):
    """An engine needs a library that is not installed."""


class Engine(Protocol):
    name: ClassVar[str]
    """Its key, as addresses and the API have it."""
    label: ClassVar[Text]
    """For people."""

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        """At most `count` titles, best first, of equal ones the lower id; never the title itself
        nor one of `leave_out`. Fewer only where it knows no more.

        `kind` keeps films or series alone. Titles that are hidden since the build may be among
        them: whoever shows them asks the database. Raises NotServed.
        """


class BuiltEngine(Engine, Protocol):
    """One that is fitted on the whole catalogue beforehand and kept on disk."""

    parameters: ClassVar[Mapping[str, Any]]
    """What it is built with, as JSON can tell it."""

    @property
    def title_ids(self) -> np.ndarray:
        """int64[t], ascending: what it knows, in the order of its rows"""

    def data_hash(self, catalogue: CatalogueData) -> str:
        """SHA-256 of what it was built of, in hexadecimal."""
        return catalogue.digest

    @classmethod
    def require_library(cls) -> None:
        """Raises LibraryMissing where a library is not installed without which it neither is built
        nor served. Loads none. Most need none that a process may lack."""
        return

    @classmethod
    def build(cls, catalogue: CatalogueData, *, told: Told = lambda line: None) -> Self:
        """The same engine for the same data. Raises NotBuildable."""

    def save(self, folder: Path) -> None:
        """Write everything that `load` needs into a folder that is there."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Mapped into memory where the format allows. Raises BrokenArtefact, and
        LibraryMissing."""
