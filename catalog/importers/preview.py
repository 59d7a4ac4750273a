"""What an import would change; nothing is written."""

from collections.abc import Callable
from pathlib import Path

from catalog.importers.batches import COPIED_FIELDS, BatchResult, PlannedBatch, plan_batch
from catalog.importers.records import SeenIds, read_batches, without_repeats
from catalog.importers.report import ImportReport

SHOWN_CHANGES = 20


def preview_import(
    path: Path,
    *,
    platform: str,
    limit: int | None = None,
    on_progress: Callable[[ImportReport], None] = lambda report: None,
) -> ImportReport:
    """The counts of an import of the file's first `limit` rows, and the first changes.

    Raises UnreadableFile.
    """
    batches = read_batches(path, limit=limit)
    report = ImportReport()
    seen = SeenIds()
    for batch in batches:
        titles, rejected = without_repeats(batch, seen)
        plan = plan_batch(titles, platform=platform)
        would = BatchResult(
            created=[0] * len(plan.new), updated=[0] * len(plan.changed), unchanged=plan.unchanged
        )
        report.add(would, titles, rejected)
        report.changes += _described(plan)[: SHOWN_CHANGES - len(report.changes)]
        on_progress(report)
    return report


def _described(plan: PlannedBatch) -> list[str]:
    lines = [f"+ {title.source_id} {title.title}" for title in plan.new]
    for title, source in plan.changed:
        names = [n for n in COPIED_FIELDS if getattr(title, n) != getattr(source.movie, n)]
        lines.append(
            f"~ {title.source_id} {title.title}: {', '.join(names) or 'people, genres, countries'}"
        )
    return lines
