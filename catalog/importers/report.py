"""What an import did, or would do."""

from dataclasses import dataclass, field
from pathlib import Path

from catalog.importers.batches import BatchResult
from catalog.importers.rejects import Reject
from catalog.importers.schema import ParsedRow

SHOWN_REJECTS = 5


@dataclass(slots=True)
class ImportReport:
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejected_beside: int = 0
    """Rows of side files, which are none of `rows`."""
    warnings: int = 0
    queued: int = 0
    rejects_path: Path | None = None
    first_rejects: list[Reject] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.rejected

    def counts(self) -> dict[str, int]:
        counts = {
            name: getattr(self, name) for name in ("created", "updated", "unchanged", "rejected")
        }
        if self.rejected_beside:
            counts["rejected_beside"] = self.rejected_beside
        return counts

    def add(self, result: BatchResult, rows: list[ParsedRow], rejected: list[Reject]) -> None:
        """One more batch: what became of its titles, and the rows that are none."""
        self.created += len(result.created)
        self.updated += len(result.updated)
        self.unchanged += result.unchanged
        beside = sum(bool(reject.file) for reject in rejected)
        self.rejected += len(rejected) - beside
        self.rejected_beside += beside
        self.warnings += sum(len(row.warnings) for row in rows)
        self.first_rejects += rejected[: SHOWN_REJECTS - len(self.first_rejects)]
