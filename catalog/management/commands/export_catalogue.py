"""`manage.py export_catalogue`: titles to a CSV or Parquet file."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Exists, OuterRef

from catalog.exports.csv_file import csv_lines
from catalog.exports.parquet_file import write_parquet
from catalog.management.first_line import first_line
from catalog.models import Movie, Source
from catalog.querysets import MovieQuerySet
from catalog.whole_files import written_whole

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = (
        "Write the titles to a file. A CSV begins with the columns of the Netflix schema and can "
        "be imported again; ids are those of the platform, so export one platform at a time to "
        "do that. Cells that a spreadsheet would run as a formula get an apostrophe, which the "
        "import takes away."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
        parser.add_argument(
            "--output",
            metavar="PATH",
            help="default: catalogue.csv or catalogue.parquet here; - for standard output",
        )
        parser.add_argument("--platform", default="", help="only titles of this catalogue")
        parser.add_argument("--kind", choices=Movie.Kind.values)
        parser.add_argument("--published", action="store_true", help="without hidden titles")
        parser.add_argument(
            "--with-embeddings", action="store_true", help="the vectors too (Parquet only)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        is_csv = options["format"] == "csv"
        if is_csv and options["with_embeddings"]:
            raise CommandError("--with-embeddings needs --format parquet")
        platform = options["platform"]
        movies = _chosen(options)
        output = options["output"] or f"catalogue.{options['format']}"
        try:
            with _opened(output) as file:
                if is_csv:
                    written = _write_csv(file, movies, platform=platform)
                else:
                    written = write_parquet(
                        file,
                        movies,
                        platform=platform,
                        with_embeddings=options["with_embeddings"],
                    )
        except BrokenPipeError:  # `| head` has seen enough
            sys.stdout = None  # or Python would flush into the pipe
            raise CommandError("what reads the output has gone") from None
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror or error}") from error
        except DatabaseError as error:
            raise CommandError(f"{output}: {first_line(error)}") from error
        tell = self.stderr if output == STANDARD_OUTPUT else self.stdout
        tell.write(f"{output}: {written} titles")


def _chosen(options: dict[str, Any]) -> MovieQuerySet:
    movies = Movie.objects.all()
    if options["platform"]:
        records = Source.objects.filter(movie=OuterRef("pk"), platform=options["platform"])
        movies = movies.filter(Exists(records))
    if options["kind"]:
        movies = movies.filter(kind=options["kind"])
    return movies.published() if options["published"] else movies


def _write_csv(file: BinaryIO, movies: MovieQuerySet, *, platform: str) -> int:
    lines = -1  # the header
    for line in csv_lines(movies, platform=platform):
        file.write(line.encode())
        lines += 1
    return lines


@contextmanager
def _opened(output: str) -> Iterator[BinaryIO]:
    if output == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with written_whole(Path(output)) as file:
        yield file
