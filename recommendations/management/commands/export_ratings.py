"""`manage.py export_ratings`: all ratings as Parquet, for engines beyond one machine."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from catalog.management.first_line import first_line
from recommendations.ratings_export import export_ratings


class Command(BaseCommand):
    help = (
        "Write who rated what to a Parquet file (docs/scaling.md). People are numbers: those of "
        "raters, and those of users below zero; no names and no addresses."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", choices=["parquet"], default="parquet")
        parser.add_argument(
            "--output",
            type=Path,
            default=Path("ratings.parquet"),
            metavar="PATH",
            help="default: %(default)s here",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        output = options["output"]
        try:
            written = export_ratings(output)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror or error}") from error
        except DatabaseError as error:
            raise CommandError(f"{output}: {first_line(error)}") from error
        self.stdout.write(f"{output}: {written:,} ratings")
