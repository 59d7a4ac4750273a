"""`manage.py restore`: a backup in the place of what the database has."""

from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config.archive import Archive, ArchiveError, read_archive, restore_archive
from config.postgres_programs import MissingProgram
from config.tables import row_counts, tables


class Command(BaseCommand):
    help = (
        "Put a backup in the place of all that the database has, in one transaction. "
        "Stop web, worker and beat before."
    )
    requires_system_checks: list[str] = []  # the database may have nothing yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a file that `manage.py backup` has written")
        parser.add_argument(
            "--replace", action="store_true", help="also if the database has tables; they are lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            archive = read_archive(options["path"])
            self._refuse(archive, replace=options["replace"])
            connection.close()
            restore_archive(archive)
        except (ArchiveError, MissingProgram) as error:
            raise CommandError(str(error)) from None
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # plans and the weights of words rest on statistics
        cache.clear()  # what it knows is of the other database
        self._say_what_is_there(archive)

    def _refuse(self, archive: Archive, *, replace: bool) -> None:
        """Raises CommandError where a restore would lose something or make nothing that works."""
        if unknown := archive.unknown_migrations:
            raise CommandError(
                f"{archive.path} is of a newer version of the site: this one does not know "
                f"{len(unknown)} of its migrations, the first is {'.'.join(unknown[0])}"
            )
        if not replace and (there := tables()):
            raise CommandError(
                f"The database is not empty: it has {len(there)} tables. "
                "With --replace they are lost, and the backup is put in their place."
            )

    def _say_what_is_there(self, archive: Archive) -> None:
        counts = row_counts()
        self.stdout.write(
            f"restored {len(counts)} tables with {sum(counts.values()):,} rows: "
            f"{counts.get('catalog_movie', 0):,} titles, {counts.get('accounts_user', 0):,} users"
        )
        if older := MigrationLoader(None).disk_migrations.keys() - archive.migrations:
            self.stdout.write(
                f"{len(older)} migrations are newer than the backup: run manage.py migrate"
            )
