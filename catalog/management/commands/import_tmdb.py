"""`manage.py import_tmdb METADATA`: films from The Movies Dataset, in the raw Kaggle schema."""

import argparse
from pathlib import Path

from catalog.importers.tmdb import TMDB
from catalog.management.import_command import ImportCommand


class Command(ImportCommand):
    help = (
        "Import films from The Movies Dataset: movies_metadata.csv and, where they are given, the "
        "files beside it. Run again, it writes only what has changed. What stands in a file that "
        "is not given is left as an earlier run with that file brought it."
    )
    schema = TMDB

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="METADATA", help="movies_metadata.csv")
        parser.add_argument(
            "--credits", type=Path, metavar="PATH", help="credits.csv: actors and directors"
        )
        parser.add_argument("--keywords", type=Path, metavar="PATH", help="keywords.csv")
        parser.add_argument(
            "--links", type=Path, metavar="PATH", help="links.csv: ids at MovieLens and IMDb"
        )
        super().add_arguments(parser)
