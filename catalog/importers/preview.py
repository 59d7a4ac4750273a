"""What an import would change; nothing is written."""

from collections.abc import Callable
from contextlib import closing

from catalog.importers.batches import COPIED_FIELDS, BatchResult, PlannedBatch, plan_batch
from catalog.importers.files import ImportFiles
from catalog.importers.records import SeenIds, read_batches, without_repeats
from catalog.importers.report import ImportReport

SHOWN_CHANGES = 20


def preview_import(
    files: ImportFiles,
    *,
    platform: str,
    limit: int | None = None,
    on_progress: Callable[[ImportReport], None] = lambda report: None,
) -> ImportReport:
    """The counts of an import of the files' first `limit` rows, and the first changes.

    Raises UnreadableFile.
    """
    batches = read_batches(files, limit=limit)
    report = ImportReport()
    with closing(SeenIds()) as seen:
        for batch in batches:
            rows, rejected = without_repeats(batch, seen, id_column=files.schema.id_column)
            plan = plan_batch(rows, platform=platform, unsaid=files.unsaid)
            would = BatchResult(
                created=[0] * len(plan.new),
                updated=[0] * len(plan.changed),
                unchanged=plan.unchanged,
            )
            report.add(would, rows, rejected)
            report.changes += _described(plan)[: SHOWN_CHANGES - len(report.changes)]
            on_progress(report)
    return report


def _described(plan: PlannedBatch) -> list[str]:
    lines = [f"+ {record.source_id} {record.title}" for record in plan.new]
    for record, source in plan.changed:
        names = [n for n in COPIED_FIELDS if getattr(record, n) != getattr(source.movie, n)]
        what = ", ".join(names) or "people, terms, figures"
        lines.append(f"~ {record.source_id} {record.title}: {what}")
    return lines
