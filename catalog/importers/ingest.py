"""One run of an import: file in, titles, job row and rejects out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from catalog.embeddings import queue
from catalog.importers.batches import (
    BATCH_SIZE,
    COPIED_FIELDS,
    BatchResult,
    PlannedBatch,
    plan_batch,
    write_batch,
)
from catalog.importers.netflix import ParsedTitle
from catalog.importers.records import (
    Item,
    SeenIds,
    estimated_rows,
    first_reject,
    read_batches,
    without_repeats,
)
from catalog.importers.rejects import Reject, RejectsFile
from catalog.models import Job

SHOWN_CHANGES = 20
LOCK_WAIT = "5s"


class ImportRefused(Exception):
    """The import was not begun, or stopped with nothing written; the message is for people."""


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


def import_titles(
    path: Path,
    *,
    platform: str,
    limit: int | None = None,
    embed: bool = True,
    dry_run: bool = False,
    strict: bool = False,
    created_by_id: int | None = None,
    on_progress: Callable[[ImportReport], None] = lambda report: None,
) -> ImportReport:
    """Import a file of the Netflix schema; see `manage.py import_netflix --help` for the options.

    Raises UnreadableFile for a file that is no such CSV and ImportRefused for a run that must not
    be; nothing is written then. `on_progress` is called after each batch.
    """
    if strict and (reject := first_reject(path, limit=limit)):
        raise ImportRefused(f"{path}: line {reject.line}: {reject.reason} (--strict)")
    batches = read_batches(path, limit=limit)  # opens the file, before anything is written
    if dry_run:
        return _dry_run(batches, platform=platform, on_progress=on_progress)
    with _one_import_at_a_time(platform), RejectsFile(path) as rejects:
        _close_interrupted_jobs(platform)
        run = _Run(path, platform, limit=limit, embed=embed, created_by_id=created_by_id)
        try:
            for batch in batches:
                run.take(batch, rejects)
                on_progress(run.report)
        except BaseException as error:
            with suppress(DatabaseError):  # a later run, or the sweep, closes the job then
                run.job.finish(error=f"stopped: {str(error) or type(error).__name__}")
            raise
        run.report.rejects_path = rejects.finish()
        run.end()
    return run.report


class _Run:
    """The state of one import while it goes through its batches."""

    def __init__(
        self,
        path: Path,
        platform: str,
        *,
        limit: int | None,
        embed: bool,
        created_by_id: int | None,
    ) -> None:
        self.platform, self.embed, self.created_by_id = platform, embed, created_by_id
        self.report = ImportReport()
        self.seen = SeenIds()
        self.label = f"{platform}: {path.name}"
        self.job = Job.objects.create(
            kind=Job.Kind.IMPORT,
            label=self.label[:200],
            total=limit or estimated_rows(path),
            created_by_id=created_by_id,
            detail={"platform": platform},
        )
        self.embed_job: Job | None = None

    def take(self, batch: list[Item], rejects: RejectsFile) -> None:
        titles, rejected = without_repeats(batch, self.seen)
        rejects.write(rejected)
        with transaction.atomic():
            result = write_batch(titles, platform=self.platform)
            if self.embed and result.written:
                self._queue(result)
            Job.objects.filter(pk=self.job.pk).update(
                done=F("done") + len(titles),
                failed=F("failed") + len(rejected),
                updated_at=timezone.now(),
            )
        _count(self.report, result, titles, rejected)

    def _queue(self, result: BatchResult) -> None:
        self.embed_job, queued = queue.queue_embeddings(
            result.written,
            label=self.label,
            job=self.embed_job,
            created_by_id=self.created_by_id,
        )
        self.report.queued += queued

    def end(self) -> None:
        if self.report.created + self.report.updated >= BATCH_SIZE:
            # Plans and the weights of words rest on statistics: not to wait for autovacuum.
            with connection.cursor() as cursor:
                cursor.execute(
                    "ANALYZE catalog_movie, catalog_source, catalog_credit, catalog_person, "
                    "catalog_movie_genres, catalog_movie_countries"
                )
        self.job.refresh_from_db()
        self.job.total = self.report.rows
        self.job.detail |= self.report.counts() | {"rejects": str(self.report.rejects_path or "")}
        self.job.save(update_fields=["total", "detail"])
        self.job.finish()
        if self.embed_job:
            queue.finish_job_if_over(self.embed_job.pk)


def _count(
    report: ImportReport,
    result: BatchResult,
    titles: list[ParsedTitle],
    rejected: list[Reject],
) -> None:
    report.created += len(result.created)
    report.updated += len(result.updated)
    report.unchanged += result.unchanged
    report.rejected += len(rejected)
    report.warnings += sum(len(title.warnings) for title in titles)
    report.first_rejects += rejected[: 5 - len(report.first_rejects)]


def _dry_run(
    batches: Iterator[list[Item]],
    *,
    platform: str,
    on_progress: Callable[[ImportReport], None],
) -> ImportReport:
    report = ImportReport()
    seen = SeenIds()
    for batch in batches:
        titles, rejected = without_repeats(batch, seen)
        plan = plan_batch(titles, platform=platform)
        would = BatchResult(
            created=[0] * len(plan.new), updated=[0] * len(plan.changed), unchanged=plan.unchanged
        )
        _count(report, would, titles, rejected)
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


def close_interrupted_imports() -> int:
    """Close the jobs of imports that were killed: those whose lock nobody holds."""
    closed = 0
    for job in Job.objects.running().filter(kind=Job.Kind.IMPORT):
        platform = job.detail.get("platform", "")
        try:
            with _one_import_at_a_time(platform, wait="1ms"):
                closed += _close_interrupted_jobs(platform)
        except ImportRefused:
            continue  # it is at work
    return closed


def _close_interrupted_jobs(platform: str) -> int:
    """The lock is ours, so whatever still says that it runs was killed."""
    jobs = list(Job.objects.running().filter(kind=Job.Kind.IMPORT, detail__platform=platform))
    for job in jobs:
        job.finish(error="interrupted; the next import goes on from there")
    return len(jobs)


@contextmanager
def _one_import_at_a_time(platform: str, *, wait: str = LOCK_WAIT) -> Iterator[None]:
    """Holds a lock of this session of Postgres: it ends with the process, however that ends.

    Waits a little: the session of a process that was killed a moment ago ends with its statement.
    """
    name = f"import {platform}"
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = '{wait}'")
                cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise ImportRefused(f"another import of {platform} is running") from error
            raise
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
