"""What the commands that import have in common: options, progress, and what they tell."""

import argparse
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.importers.files import ImportFiles
from catalog.importers.ingest import ImportRefused, ImportStopped, import_titles
from catalog.importers.records import estimated_rows
from catalog.importers.report import ImportReport
from catalog.importers.rows import UnreadableFile
from catalog.importers.schema import Schema
from catalog.linking import LinkRefused, link_sources
from catalog.management.first_line import first_line
from catalog.models import Movie
from catalog.models.source import PLATFORM_NAME

LOG_EVERY_ROWS = 5_000
WAIT_WITHOUT_PROGRESS_SECONDS = 180


def platform_name(text: str) -> str:
    if not re.fullmatch(PLATFORM_NAME, text):
        raise argparse.ArgumentTypeError("lower-case letters, digits, - and _, at most 30")
    return text


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(text)


class ImportCommand(BaseCommand):
    """A command names its schema, and the catalogue's own file `path`."""

    schema: Schema

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--platform",
            type=platform_name,
            default=self.schema.platform,
            help="whose file it is (default: %(default)s); ids are compared within a platform",
        )
        parser.add_argument("--limit", type=positive, help="take the first LIMIT rows only")
        parser.add_argument("--dry-run", action="store_true", help="show what would change")
        parser.add_argument(
            "--strict", action="store_true", help="write nothing if any row is rejected"
        )
        parser.add_argument(
            "--no-embed",
            action="store_true",
            help="queue no embeddings; the workers' periodic sweep will",
        )
        parser.add_argument(
            "--wait", action="store_true", help="return when the titles are embedded"
        )
        parser.add_argument(
            "--no-link",
            action="store_true",
            help="join nothing with the titles of other platforms; see link_sources",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with one_line_for_people(options["path"]):
            self._import(self._files(options), options)
            if not (options["no_link"] or options["dry_run"]):
                self._link(embed=not options["no_embed"])
            if options["wait"] and not options["dry_run"]:
                self._wait(options["platform"])

    def _files(self, options: dict[str, Any]) -> ImportFiles:
        given = {name: options[name] for name in self.schema.side_files if options[name]}
        return ImportFiles(options["path"], self.schema, given)

    def _import(self, files: ImportFiles, options: dict[str, Any]) -> None:
        path = files.path
        console = Console(stderr=True)
        with progress_bar(console) as progress:
            total = estimated_rows(path) if path.is_file() and console.is_terminal else None
            bar = progress.add_task("importing", total=options["limit"] or total, rejected=0)
            logged = 0

            def show(report: ImportReport) -> None:
                nonlocal logged
                progress.update(bar, completed=report.rows, rejected=report.rejected)
                if not console.is_terminal and report.rows >= logged + LOG_EVERY_ROWS:
                    logged = report.rows
                    self.stdout.write(f"{report.rows} rows, {report.rejected} rejected")

            report = import_titles(
                files,
                platform=options["platform"],
                limit=options["limit"],
                embed=not options["no_embed"],
                dry_run=options["dry_run"],
                strict=options["strict"],
                on_progress=show,
            )
            progress.update(bar, total=report.rows, completed=report.rows)
        self._tell(path, report, dry_run=options["dry_run"])

    def _tell(self, path: Path, report: ImportReport, *, dry_run: bool) -> None:
        for change in report.changes:
            self.stdout.write(change)
        if dry_run and report.created + report.updated > len(report.changes):
            more = report.created + report.updated - len(report.changes)
            self.stdout.write(f"… and {more} more")
        for reject in report.first_rejects:
            self.stdout.write(f"rejected: {reject}")
        if report.rejects_path:
            rejected = report.rejected + report.rejected_beside
            self.stdout.write(f"all {rejected} rejected rows: {report.rejects_path}")
        counts = ", ".join(f"{count} {name}" for name, count in report.counts().items())
        counts = counts.replace("rejected_beside", "rejected in the files beside it")
        prefix = "nothing written; would be: " if dry_run else ""
        queued = "" if dry_run else f"; {report.queued} queued for embedding"
        self.stdout.write(
            f"{path.name}: {prefix}{counts}; {report.warnings} warnings on cells{queued}"
        )

    def _link(self, *, embed: bool) -> None:
        try:
            report = link_sources(embed=embed)
        except LinkRefused:
            self.stdout.write("records are being joined by another run; run link_sources later")
            return
        counts = ", ".join(f"{count} {name}" for name, count in report.counts().items())
        self.stdout.write(f"records of one film: {counts}")

    def _wait(self, platform: str) -> None:
        """Until no title of the platform lacks a vector, whoever queued it; CommandError if that
        stands still, as it does with no worker."""
        try:
            model = current_model()
        except EncoderUnavailable as error:
            raise CommandError(f"imported, but nothing can be embedded: {error}") from error
        titles = Movie.objects.filter(sources__platform=platform)
        waiting = titles.needing_embedding(model).distinct()
        total = last = waiting.count()
        moved_at = time.monotonic()
        with progress_bar(Console(stderr=True)) as progress:
            bar = progress.add_task("embedding", total=total, rejected=0)
            while left := waiting.count():
                progress.update(bar, completed=max(0, total - left))
                if left != last:
                    moved_at, last = time.monotonic(), left
                elif time.monotonic() - moved_at > WAIT_WITHOUT_PROGRESS_SECONDS:
                    raise CommandError(
                        f"imported, but embedding stands still with {left} titles left: "
                        "is a worker running (`manage.py up`)?"
                    )
                time.sleep(0.5)
        failed = titles.embedding_failed().distinct().count()
        self.stdout.write(f"all titles of {platform} are embedded; {failed} failed")


@contextmanager
def one_line_for_people(path: Path) -> Iterator[None]:
    """Whatever ends an import of `path` as a CommandError that says what it was."""
    try:
        yield
    except (UnreadableFile, ImportRefused) as error:
        raise CommandError(str(error)) from error
    except ImportStopped as error:
        raise CommandError(f"{path}: {error}") from error
    except OperationalError as error:
        raise CommandError(
            f"{path}: the database is away ({first_line(error)}); "
            "what was imported stays, run again to go on"
        ) from error
    except OSError as error:
        raise CommandError(f"{error.filename or path}: {error.strerror or error}") from error
    except DatabaseError as error:
        raise CommandError(f"{path}: {first_line(error)}") from error
    except KeyboardInterrupt as error:
        raise CommandError(
            f"{path}: interrupted; what was imported stays, run again to go on", returncode=130
        ) from error


def progress_bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} of {task.total}, {task.fields[rejected]} rejected or failed"),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
