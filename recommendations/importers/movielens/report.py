"""What an import of ratings did."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.importers.rejects import Reject
from catalog.importers.report import SHOWN_REJECTS
from recommendations.importers.movielens.writing import Written


@dataclass(slots=True)
class Counts:
    """Of the rows of one file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    unmatched: int = 0
    """Of films that no title of the catalogue is."""
    rejected: int = 0

    @property
    def rows(self) -> int:
        return sum(self.to_dict().values())

    def to_dict(self) -> dict[str, int]:
        names = ("created", "updated", "unchanged", "unmatched", "rejected")
        return {name: getattr(self, name) for name in names}

    def add(self, written: Written) -> None:
        self.created += written.created
        self.updated += written.updated
        self.unchanged += written.unchanged
        self.unmatched += written.left_out.total()
        self.rejected += len(written.rejected)


@dataclass(slots=True)
class MovielensReport:
    dataset: str
    raters: int = 0
    """New ones."""
    files: dict[str, Counts] = field(default_factory=dict)
    found: Mapping[str, int] = field(default_factory=dict)
    """How many films are titles of the catalogue, by what told so."""
    titles_told: int = 0
    """How many titles got their id at MovieLens."""
    unmatched_films: int = 0
    rejected_films: int = 0
    """Rows of movies.csv and links.csv of no use."""
    rejects_path: Path | None = None
    first_rejects: list[Reject] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Of ratings and tags, rejected ones included."""
        return sum(counts.rows for counts in self.files.values())

    @property
    def rejected(self) -> int:
        return self.rejected_films + sum(counts.rejected for counts in self.files.values())

    def show(self, rejects: list[Reject]) -> None:
        """Keep the first of them."""
        self.first_rejects += rejects[: SHOWN_REJECTS - len(self.first_rejects)]

    def to_dict(self) -> dict[str, object]:
        """What the job's row keeps: over all files, as of any import, and of each."""
        counts = [counts.to_dict() for counts in self.files.values()]
        return {
            **{name: sum(each[name] for each in counts) for name in Counts().to_dict()},
            "raters created": self.raters,
            **{name: counts.to_dict() for name, counts in self.files.items()},
            "films found": dict(self.found),
            "films without a title": self.unmatched_films,
            "rejects": str(self.rejects_path or ""),
        }
