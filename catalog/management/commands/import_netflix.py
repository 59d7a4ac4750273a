"""`manage.py import_netflix PATH`: titles from a CSV in the Netflix schema."""

import argparse
from pathlib import Path

from catalog.importers.netflix import NETFLIX
from catalog.management.import_command import ImportCommand


class Command(ImportCommand):
    help = (
        "Import films and series from a CSV in the Netflix schema (Amazon, Disney+ and Hulu "
        "publish the same). Run again, it writes only what has changed."
    )
    schema = NETFLIX

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH")
        super().add_arguments(parser)
