"""One run of an import: a folder in, raters with ratings and tags, job row and rejects out."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from catalog.importers.ahead import read_ahead
from catalog.importers.ingest import (
    ImportRefused,
    ImportStopped,
    close_interrupted_jobs,
    one_import_at_a_time,
)
from catalog.importers.records import estimated_rows
from catalog.importers.rejects import Reject, RejectsFile
from catalog.importers.rows import BadRow, RawRow
from catalog.importers.schema import RejectedRow
from catalog.models import Job
from recommendations.importers.movielens.films import film_tables
from recommendations.importers.movielens.folder import RATINGS, TAGS, MovielensFolder
from recommendations.importers.movielens.joining import Films
from recommendations.importers.movielens.opinions import Opinion, parse_rating, parse_tag
from recommendations.importers.movielens.report import Counts, MovielensReport
from recommendations.importers.movielens.writing import (
    RATING_TABLE,
    TAG_TABLE,
    Table,
    Written,
    write_opinions,
)
from recommendations.models import Rater, RaterRating, RaterTag
from recommendations.models.rater import LONGEST_DATASET

# A few megabytes in memory; larger ones are no faster (docs/movielens.md).
CHUNK_ROWS = 50_000
ATTEMPTS = 3

DATASET_NAME = rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_DATASET - 1}}}"

_TABLES: dict[str, tuple[Table, Callable[[RawRow], Opinion]]] = {
    RATINGS: (RATING_TABLE, parse_rating),
    TAGS: (TAG_TABLE, parse_tag),
}
Item = Opinion | Reject


def dataset_name(path: Path) -> str:
    """What a folder's ratings are called unless they are named. Raises ImportRefused where its
    name has nothing to make one of."""
    name = slugify(path.resolve().name)[:LONGEST_DATASET]
    if not re.fullmatch(DATASET_NAME, name):
        raise ImportRefused(_("%(folder)s: name the data set (--dataset)") % {"folder": path})
    return name


def import_movielens(
    path: Path,
    *,
    dataset: str = "",
    limit: int | None = None,
    on_progress: Callable[[MovielensReport], None] = lambda report: None,
) -> MovielensReport:
    """Import a folder; `manage.py import_movielens --help` explains the options.

    Raises UnreadableFile for a folder that is none and ImportRefused while the same data set is
    being imported; nothing is written then. ImportStopped: after the chunk in which its job was
    asked to stop. `limit` takes the first rows of each file. `on_progress` is called after each
    chunk.
    """
    dataset = dataset or dataset_name(path)
    folder = MovielensFolder(path)
    platform = f"movielens {dataset}"
    report = MovielensReport(dataset)
    with one_import_at_a_time(platform), RejectsFile(path / f"{dataset}.csv") as rejects:
        close_interrupted_jobs(platform)
        job = Job.objects.create(
            kind=Job.Kind.IMPORT,
            label=f"MovieLens: {dataset}",
            total=sum(min(limit or n, n) for n in _line_counts(folder)),
            detail={"platform": platform},
        )
        try:
            _Run(folder, job, report, rejects, limit=limit, on_progress=on_progress).run()
        except ImportStopped:
            job.finish(was_stopped=True)
            raise
        except BaseException as error:
            reason = _("stopped: %(reason)s") % {"reason": str(error) or type(error).__name__}
            with suppress(DatabaseError):  # a later run, or the sweep, closes the job then
                job.finish(error=reason)
            raise
        report.rejects_path = rejects.finish()
        job.refresh_from_db()
        job.total = report.rows
        job.detail |= report.to_dict()
        job.save(update_fields=["total", "detail"])
        job.finish()
    return report


def _line_counts(folder: MovielensFolder) -> list[int]:
    return [estimated_rows(folder.path / name) for name in _TABLES if name in folder]


class _Run:
    def __init__(
        self,
        folder: MovielensFolder,
        job: Job,
        report: MovielensReport,
        rejects: RejectsFile,
        *,
        limit: int | None,
        on_progress: Callable[[MovielensReport], None],
    ) -> None:
        self.folder, self.job, self.report, self.rejects = folder, job, report, rejects
        self.limit, self.on_progress = limit, on_progress

    def run(self) -> None:
        with film_tables(self.folder, self._reject_film):
            films = Films(self.folder)
            self.report.found = films.found
            self.report.titles_told = films.tell_titles()
            for name in _TABLES:
                if name in self.folder:
                    self._import(name, films)
            for reject in films.unmatched():
                self.report.unmatched_films += 1
                self._reject(reject)
        with connection.cursor() as cursor:  # plans rest on statistics: not to wait for autovacuum
            models = (Rater, RaterRating, RaterTag)
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in models)}")

    def _import(self, name: str, films: Films) -> None:
        table, parse = _TABLES[name]
        counts = self.report.files[name] = Counts()
        rows = islice(self.folder.rows(name), self.limit)
        with closing(read_ahead(_chunks(rows, parse, name))) as chunks:
            for chunk in chunks:
                opinions = [item for item in chunk if not isinstance(item, Reject)]
                written = self._write(opinions, table, films)
                written.rejected = [reject.of_file(name) for reject in written.rejected]
                written.rejected += [item for item in chunk if isinstance(item, Reject)]
                written.rejected.sort(key=lambda reject: reject.line)
                counts.add(written)
                self.report.raters += written.raters
                self.report.show(written.rejected)
                self.rejects.write(written.rejected)
                films.left_out.update(written.left_out)
                self._tell_job(len(chunk), len(written.rejected))

    def _write(self, opinions: list[Opinion], table: Table, films: Films) -> Written:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return write_opinions(opinions, table, dataset=self.report.dataset)
            except IntegrityError:
                # A curator has merged or deleted a title since it was found.
                if attempt == ATTEMPTS:
                    raise
                films.follow_merges()
        raise AssertionError("unreachable")

    def _tell_job(self, rows: int, rejected: int) -> None:
        self.on_progress(self.report)
        running = Job.objects.filter(pk=self.job.pk)
        running.update(
            done=F("done") + rows - rejected,
            failed=F("failed") + rejected,
            updated_at=timezone.now(),
        )
        if running.filter(stop_requested=True).exists():
            raise ImportStopped(_("stopped; what was imported stays"))

    def _reject_film(self, reject: Reject) -> None:
        self.report.rejected_films += 1
        self.report.show([reject])
        self._reject(reject)

    def _reject(self, reject: Reject) -> None:
        self.rejects.write([reject])


def _chunks(
    rows: Iterator[RawRow | BadRow], parse: Callable[[RawRow], Opinion], name: str
) -> Iterator[list[Item]]:
    """Each rater's rows in one chunk where they stand together, as in all that MovieLens publishes:
    so what somebody said twice of a film is found, and of two films that are one title the last
    counts. In another order the last chunk does."""
    chunk: list[Item] = []
    last_rater = None
    for row in rows:
        item = _parsed(row, parse, name)
        rater = item.rater if isinstance(item, Opinion) else last_rater
        if len(chunk) >= CHUNK_ROWS and (rater != last_rater or len(chunk) >= 2 * CHUNK_ROWS):
            yield chunk
            chunk = []
        chunk.append(item)
        last_rater = rater
    if chunk:
        yield chunk


def _parsed(row: RawRow | BadRow, parse: Callable[[RawRow], Opinion], name: str) -> Item:
    if isinstance(row, BadRow):
        return Reject(row.line, row.reason, row.raw, name)
    try:
        return parse(row)
    except RejectedRow as error:
        return Reject(row.line, str(error), ",".join(row.cells.values())[:500], name)
