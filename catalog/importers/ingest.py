"""One run of an import: file in, titles, job row and rejects out."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.embeddings import queue
from catalog.importers.batches import BATCH_SIZE, BatchResult, write_batch
from catalog.importers.files import ImportFiles
from catalog.importers.preview import preview_import
from catalog.importers.records import (
    Item,
    SeenIds,
    estimated_rows,
    first_reject,
    read_batches,
    without_repeats,
)
from catalog.importers.rejects import RejectsFile
from catalog.importers.relations import written_tables
from catalog.importers.report import ImportReport
from catalog.locks import NO_PATIENCE, LockTaken, hold_lock
from catalog.models import ImportUpload, Job
from catalog.search.lexemes import count_lexemes
from catalog.version import catalogue_changed, catalogue_growing


class ImportRefused(Exception):
    """The import was not begun, or stopped with nothing written; the message is for people."""


class ImportStopped(Exception):
    """Somebody stopped the import from the admin; what was imported stays."""


def import_titles(
    files: ImportFiles,
    *,
    platform: str = "",
    limit: int | None = None,
    embed: bool = True,
    dry_run: bool = False,
    strict: bool = False,
    created_by_id: int | None = None,
    upload: ImportUpload | None = None,
    on_progress: Callable[[ImportReport], None] = lambda report: None,
) -> ImportReport:
    """Import files of any schema; `manage.py import_netflix --help` explains the options.

    The platform is the schema's own unless it is named. Raises UnreadableFile for a file that is no
    such CSV and ImportRefused for a run that must not be; nothing is written then. ImportStopped:
    after the batch in which its job was asked to stop. `upload` is what the file was sent as.
    `on_progress` is called after each batch.
    """
    platform = platform or files.schema.platform
    if strict and (reject := first_reject(files, limit=limit)):
        raise ImportRefused(f"{files.path}: {reject} (--strict)")
    if dry_run:
        return preview_import(files, platform=platform, limit=limit, on_progress=on_progress)
    batches = read_batches(files, limit=limit)  # opens them, before anything is written
    with one_import_at_a_time(platform), RejectsFile(files.path) as rejects, closing(batches):
        close_interrupted_jobs(platform)
        run = _Run(
            files,
            platform,
            limit=limit,
            embed=embed,
            created_by_id=created_by_id,
            upload=upload,
        )
        try:
            for batch in batches:
                run.take(batch, rejects)
                on_progress(run.report)
        except ImportStopped:
            run.close(was_stopped=True)
            raise
        except BaseException as error:
            reason = _("stopped: %(reason)s") % {"reason": str(error) or type(error).__name__}
            with suppress(DatabaseError):  # a later run, or the sweep, closes the job then
                run.close(error=reason)
            raise
        run.report.rejects_path = rejects.finish()
        run.end()
    return run.report


class _Run:
    """The state of one import while it goes through its batches."""

    def __init__(
        self,
        files: ImportFiles,
        platform: str,
        *,
        limit: int | None,
        embed: bool,
        created_by_id: int | None,
        upload: ImportUpload | None,
    ) -> None:
        self.files, self.platform = files, platform
        self.embed, self.created_by_id = embed, created_by_id
        self.report = ImportReport()
        self.seen = SeenIds()
        self.label = str(upload) if upload else f"{platform}: {files.path.name}"
        self.job = Job.objects.create(
            kind=Job.Kind.IMPORT,
            label=self.label[:200],
            total=limit or estimated_rows(files.path),
            created_by_id=created_by_id,
            upload=upload,
            detail={"platform": platform},
        )
        self.embed_job: Job | None = None

    def take(self, batch: list[Item], rejects: RejectsFile) -> None:
        rows, rejected = without_repeats(batch, self.seen, id_column=self.files.schema.id_column)
        rejects.write(rejected)
        with transaction.atomic():
            result = write_batch(rows, platform=self.platform, unsaid=self.files.unsaid)
            if self.embed and result.written:
                self._queue(result)
            Job.objects.filter(pk=self.job.pk).update(
                done=F("done") + len(rows),
                failed=F("failed") + sum(not reject.file for reject in rejected),
                updated_at=timezone.now(),
            )
        self.report.add(result, rows, rejected)
        catalogue_growing()
        if Job.objects.filter(pk=self.job.pk, stop_requested=True).exists():
            raise ImportStopped(_("stopped; what was imported stays"))

    def _queue(self, result: BatchResult) -> None:
        self.embed_job, queued = queue.queue_embeddings(
            result.written,
            label=self.label,
            job=self.embed_job,
            created_by_id=self.created_by_id,
        )
        self.report.queued += queued
        if self.embed_job and self.job.embedding_job_id is None:
            self.job.embedding_job = self.embed_job
            self.job.save(update_fields=["embedding_job"])

    def end(self) -> None:
        if self.report.created + self.report.updated >= BATCH_SIZE:
            # Plans and the weights of words rest on statistics: not to wait for autovacuum.
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {', '.join(written_tables())}")
            count_lexemes()
        self.job.refresh_from_db()
        self.job.total = self.report.rows
        self.job.detail |= self.report.counts() | {"rejects": str(self.report.rejects_path or "")}
        self.job.save(update_fields=["total", "detail"])
        self.close()
        if self.embed_job:
            queue.finish_job_if_over(self.embed_job.pk)

    def close(self, *, error: str = "", was_stopped: bool = False) -> None:
        self.job.finish(error=error, was_stopped=was_stopped)
        catalogue_changed()
        self.seen.close()


def close_interrupted_imports() -> int:
    """Close the jobs of imports that were killed: those whose lock nobody holds."""
    closed = 0
    for job in Job.objects.running().filter(kind=Job.Kind.IMPORT):
        platform = job.detail.get("platform", "")
        try:
            with one_import_at_a_time(platform, wait=NO_PATIENCE):
                closed += close_interrupted_jobs(platform)
        except ImportRefused:
            continue  # it is at work
    return closed


def close_interrupted_jobs(platform: str) -> int:
    """The lock is ours, so whatever still says that it runs was killed."""
    jobs = list(Job.objects.running().filter(kind=Job.Kind.IMPORT, detail__platform=platform))
    for job in jobs:
        job.finish(error=Job.INTERRUPTED)
    return len(jobs)


@contextmanager
def one_import_at_a_time(platform: str, *, wait: str = "") -> Iterator[None]:
    """Of one platform; raises ImportRefused while another is at work."""
    try:
        with hold_lock(f"import {platform}", wait=wait):
            yield
    except LockTaken as error:
        reason = _("another import of %(platform)s is running")
        raise ImportRefused(reason % {"platform": platform}) from error
