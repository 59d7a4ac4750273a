"""`manage.py backup`: the whole database in one file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.archive import ArchiveError, write_archive
from config.postgres_programs import MissingProgram


class Command(BaseCommand):
    help = (
        "Write the whole database to a file, and check it from end to end. "
        "`manage.py restore` reads it back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", type=Path, help="the new file, or a folder: then the file is named by the time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"].absolute()
        if path.is_dir():
            path /= f"movieclip-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.dump"
        try:
            write_archive(path)
        except (ArchiveError, MissingProgram) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{path}: {path.stat().st_size:,} bytes, readable from end to end")
