"""A copy of the whole database in one file: written, checked, and read back.

The file is pg_dump's custom format: compressed, of one moment, and pg_restore of this or a newer
version of Postgres reads it.
"""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db.migrations.loader import MigrationLoader

from config.postgres_programs import (
    database_address,
    find_program,
    program_environment,
)

Migration = tuple[str, str]

# All that is there goes, in the transaction in which the copy comes: tables of a newer version of
# the site, which the copy does not know, would be in the way of the next migration. A table that
# somebody uses keeps it waiting for the time at the top; then it is given up.
EMPTY = r"""
SET lock_timeout = '30s';
SET client_min_messages = warning;
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT nspname FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
    LOOP
        EXECUTE format('DROP SCHEMA %I CASCADE', name);
    END LOOP;
END $$;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


class ArchiveError(Exception):
    """One line for the operator; nothing was changed."""


@dataclass(frozen=True)
class Archive:
    path: Path
    migrations: frozenset[Migration]

    @property
    def unknown_migrations(self) -> list[Migration]:
        """Those that this version of the site does not have: it could not work with the data."""
        return sorted(self.migrations - MigrationLoader(None).disk_migrations.keys())


def write_archive(path: Path) -> None:
    """Dump the database to `path`, which must not exist. Raises ArchiveError.

    Written under another name, checked from end to end and renamed: who finds the file finds it
    whole. Only its owner may read it: it holds the accounts.
    """
    if path.exists():
        raise ArchiveError(f"{path} exists already: nothing is overwritten")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.touch(0o600, exist_ok=False)
        # Into the file, not to standard output: there it writes the list of contents twice.
        _run(["pg_dump", "--format=custom", f"--file={draft}", f"--dbname={database_address()}"])
        read_archive(draft)
        draft.rename(path)
        _sync(path.parent)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)


def read_archive(path: Path) -> Archive:
    """Check the archive from end to end, and say which migrations its data has.

    Raises ArchiveError for a file that is no archive, or is cut off.
    """
    if not path.is_file():
        raise ArchiveError(f"{path}: no such file")
    with tempfile.TemporaryFile() as script:
        arguments = ["--data-only", "--table=django_migrations", "--file=-", str(path)]
        _run(["pg_restore", *arguments], output=script)
        script.seek(0)
        migrations = frozenset(_migrations(script.read().decode().splitlines()))
    if not migrations:
        raise ArchiveError(f"{path} is no backup of this site: it has no migrations")
    # The list of contents stands at the beginning: only reading all of it meets a missing end.
    _run(["pg_restore", f"--file={os.devnull}", str(path)])
    return Archive(path, migrations)


def restore_archive(archive: Archive) -> None:
    """Put the archive in the place of all that the database has. Raises ArchiveError.

    One transaction, committed only once pg_restore has ended well: whatever is killed meanwhile,
    the database is as it was before.
    """
    with tempfile.TemporaryDirectory() as folder:
        complaints = Path(folder) / "psql"
        with _psql(complaints) as psql:
            assert psql.stdin is not None
            failure: Exception | None = None
            try:
                psql.stdin.write(f"BEGIN;\n{EMPTY}".encode())
                psql.stdin.flush()
                _run(
                    ["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(archive.path)],
                    output=psql.stdin,
                )
                psql.stdin.write(b"\nCOMMIT;\n")
            except (ArchiveError, BrokenPipeError) as error:
                failure = error
            with suppress(BrokenPipeError):
                psql.stdin.close()
            # Where psql gave up, pg_restore could not go on: the first one's reason counts.
            if psql.wait() != 0:
                raise ArchiveError(f"nothing was restored: {_last_line(complaints)}") from failure
        if failure:
            raise failure


@contextmanager
def _psql(complaints: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """psql, which reads a script; its messages go to a file. Killed if we leave before it ends."""
    with complaints.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own arguments
            [
                *(find_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
                *("--file=-", f"--dbname={database_address()}"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=program_environment(),
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _run(command: list[str], *, output: IO[bytes] | int = subprocess.DEVNULL) -> None:
    """Run one of Postgres' programs to its end. Raises ArchiveError with its last line."""
    finished = subprocess.run(  # noqa: S603 - our own arguments
        [find_program(command[0]), *command[1:]],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        env=program_environment(),
        check=False,
    )
    if finished.returncode != 0:
        lines = finished.stderr.decode(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else f"it ended with code {finished.returncode}"
        raise ArchiveError(f"{command[0]} failed: {reason}")


def _migrations(script: Iterable[str]) -> Iterator[Migration]:
    """From the rows of `COPY … FROM stdin` up to its end."""
    columns: list[str] = []
    for line in script:
        if line.startswith("COPY ") and "django_migrations" in line:
            columns = line[line.index("(") + 1 : line.index(")")].split(", ")
        elif line == "\\.":
            return
        elif columns:
            row = dict(zip(columns, line.split("\t"), strict=True))
            yield row["app"], row["name"]


def _last_line(path: Path) -> str:
    lines = [line for line in path.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "psql gave no reason"


def _sync(folder: Path) -> None:
    """So that the new name survives a loss of power; pg_dump has synced the file itself."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
