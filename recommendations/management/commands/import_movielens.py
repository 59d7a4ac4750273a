"""`manage.py import_movielens FOLDER`: raters, their ratings and tags."""

import argparse
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console

from catalog.importers.records import estimated_rows
from catalog.management.import_command import one_line_for_people, positive, progress_bar
from recommendations.importers.movielens.folder import LINKS, RATINGS, TAGS
from recommendations.importers.movielens.ingest import DATASET_NAME, import_movielens
from recommendations.importers.movielens.report import MovielensReport

LOG_EVERY_ROWS = 1_000_000


def dataset(text: str) -> str:
    if not re.fullmatch(DATASET_NAME, text):
        raise argparse.ArgumentTypeError("lower-case letters, digits, - and _, at most 60")
    return text


class Command(BaseCommand):
    help = (
        "Import ratings and tags from a folder in the CSV form of MovieLens: ratings.csv, "
        "movies.csv, links.csv and tags.csv. Its people become raters, who are no accounts of this "
        "site; its films are found among the titles of the catalogue, which is to be imported "
        "before. Run again, it writes only what has changed."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument(
            "--dataset",
            type=dataset,
            help="what its raters are known by, beside their numbers (default: the folder's name)",
        )
        parser.add_argument(
            "--limit", type=positive, help="take the first LIMIT rows of each file only"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        with one_line_for_people(folder):
            self._tell(folder, self._import(folder, options))

    def _import(self, folder: Path, options: dict[str, Any]) -> MovielensReport:
        console = Console(stderr=True)
        with progress_bar(console) as progress:
            files = [folder / name for name in (RATINGS, TAGS)] if console.is_terminal else []
            total = sum(estimated_rows(path) for path in files if path.is_file())
            bar = progress.add_task("importing", total=total or None, rejected=0)
            logged = 0

            def show(report: MovielensReport) -> None:
                nonlocal logged
                progress.update(bar, completed=report.rows, rejected=report.rejected)
                if not console.is_terminal and report.rows >= logged + LOG_EVERY_ROWS:
                    logged = report.rows
                    self.stdout.write(f"{report.rows} rows, {report.rejected} rejected")

            return import_movielens(
                folder, dataset=options["dataset"] or "", limit=options["limit"], on_progress=show
            )

    def _tell(self, folder: Path, report: MovielensReport) -> None:
        if not (folder / LINKS).exists():
            self.stdout.write(f"{folder} has no {LINKS}: films were found by name and year alone")
        for reject in report.first_rejects:
            self.stdout.write(f"rejected: {reject}")
        found = ", ".join(f"{count} by {how}" for how, count in report.found.items())
        self.stdout.write(
            f"films that are titles of the catalogue: {found}; "
            f"{report.unmatched_films} with ratings or tags are none"
        )
        if report.rejects_path:
            self.stdout.write(
                f"rejected rows, and films that are no title here: {report.rejects_path}"
            )
        for name, counts in report.files.items():
            parts = ", ".join(f"{count} {what}" for what, count in counts.to_dict().items())
            self.stdout.write(f"{name}: {parts}")
        self.stdout.write(f"{report.dataset}: {report.raters} new raters, {report.rows} rows")
