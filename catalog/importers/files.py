"""The files of one import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.importers.netflix import NETFLIX
from catalog.importers.schema import Schema


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """A catalogue's own file, and those beside it by their names in the schema."""

    path: Path
    schema: Schema = NETFLIX
    beside: Mapping[str, Path] = field(default_factory=dict)

    @property
    def unsaid(self) -> frozenset[str]:
        """Fields of a record that stand in files which were not given: nothing is known of them,
        and what an earlier import brought stays."""
        return frozenset(
            name
            for file, side in self.schema.side_files.items()
            if file not in self.beside
            for name in side.says
        )
