"""What an import did, or would do."""

from dataclasses import dataclass, field
from pathlib import Path

from catalog.importers.batches import BatchResult
from catalog.importers.netflix import ParsedTitle
from catalog.importers.rejects import Reject

SHOWN_REJECTS = 5


@dataclass(slots=True)
class ImportReport:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0
    queued: int = 0
    rejects_path: Path | None = None
    first_rejects: list[Reject] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.rejected

    def counts(self) -> dict[str, int]:
        return {
            name: getattr(self, name) for name in ("created", "updated", "unchanged", "rejected")
        }

    def add(self, result: BatchResult, titles: list[ParsedTitle], rejected: list[Reject]) -> None:
        """One more batch: what became of its titles, and the rows that are none."""
        self.created += len(result.created)
        self.updated += len(result.updated)
        self.unchanged += result.unchanged
        self.rejected += len(rejected)
        self.warnings += sum(len(title.warnings) for title in titles)
        self.first_rejects += rejected[: SHOWN_REJECTS - len(self.first_rejects)]
