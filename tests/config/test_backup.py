"""`manage.py backup` and `restore`: from the test's database into an empty server of its own."""

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from psycopg import sql

from catalog.models import Movie
from config.embedded import addresses, postgres
from config.embedded.processes import PROC
from tests.config.embedded.conftest import remove

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.EMBEDDED, reason="starts a second server"),
]

SEARCH = """
import json
from catalog.embeddings.encoder import load_encoder
from catalog.search import Filters, search_titles
load_encoder()  # a search waits two seconds for it, and words answer then
ranking = search_titles("a shark hunts swimmers", Filters())
print(json.dumps([[hit.movie_id, round(hit.score, 4), hit.closeness] for hit in ranking.hits]))
"""


@pytest.fixture(scope="module")
def second_server() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mc-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        var = Path(folder) / "var"
        postgres.start(var)
        yield var
        remove(var)


@pytest.fixture
def empty_server(second_server: Path) -> Path:
    with connect(second_server, "postgres") as admin:
        admin.execute("DROP DATABASE movieclip WITH (FORCE)")
        admin.execute("CREATE DATABASE movieclip")
    return second_server


@pytest.fixture
def archive(catalogue: dict[str, Movie], tmp_path: Path) -> Path:
    path = tmp_path / "movieclip.dump"
    call_command("backup", path)
    return path


def connect(var: Path, database: str = "movieclip") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(addresses.postgres_sockets(var)),
        port=addresses.POSTGRES_PORT,
        user=addresses.ROLE,
        dbname=database,
        autocommit=True,
    )


@contextmanager
def site_on(var: Path) -> Iterator[None]:
    """The site's own connection leads to the database of another server."""
    real = connections["default"]
    other = real.copy()
    server = {"HOST": str(addresses.postgres_sockets(var)), "NAME": addresses.DATABASE}
    other.settings_dict = real.settings_dict | server
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = real


def contents() -> dict[str, tuple[int, int]]:
    """Table → number of rows, and a sum over all of them that knows no order."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                sql.SQL(
                    "SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)::numeric), 0)"
                    " FROM {} AS row"
                ).format(sql.Identifier(table))
            )
            found[table] = cursor.fetchone()
    return found


def search_answer(environment: dict[str, str]) -> list[list[float]]:
    finished = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", SEARCH],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr
    answer: list[list[float]] = json.loads(finished.stdout)
    return answer


def alone(var: Path) -> dict[str, str]:
    """The environment of a site whose servers are those in `var`."""
    names = {*addresses.embedded_environment(var), "MOVIECLIP_VAR"}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return kept | {"MOVIECLIP_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings"}


def restoring(var: Path, archive: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "restore", "--replace", str(archive)],
        cwd=settings.BASE_DIR,
        env=alone(var),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_a_restored_site_has_every_row_and_finds_the_same(
    archive: Path, empty_server: Path, served_environment: dict[str, str], manage: Callable
) -> None:
    before = contents()
    assert before["catalog_movie"][0] == 8
    with site_on(empty_server):
        said = manage("restore", archive)
        assert contents() == before
    rows = sum(number for number, _sum in before.values())
    assert f"restored {len(before)} tables with {rows:,} rows: 8 titles" in said
    with connection.cursor() as cursor:
        # As the restore does: which words tell titles apart rests on Postgres's statistics.
        cursor.execute("ANALYZE")
    answer = search_answer(served_environment)
    assert len(answer) > 1
    assert search_answer(alone(empty_server)) == answer


def test_a_backup_is_its_owners_alone_and_named_by_the_time_in_a_folder(
    db: None, tmp_path: Path, manage: Callable
) -> None:
    said = manage("backup", tmp_path)
    [path] = tmp_path.iterdir()
    assert path.name.startswith("movieclip-20")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(path) in said


def test_no_backup_is_overwritten(archive: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", archive)
    assert archive.read_bytes() == before


def test_a_backup_that_cannot_be_finished_leaves_nothing_behind(
    served_environment: dict[str, str], catalogue: dict[str, Movie], tmp_path: Path
) -> None:
    command = f"ulimit -f 20; {sys.executable} manage.py backup {tmp_path}/movieclip.dump"
    finished = subprocess.run(
        ["bash", "-c", command],
        cwd=settings.BASE_DIR,
        env=served_environment,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 1
    assert "pg_dump" in finished.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "pg_restore failed"),
        (lambda path: os.truncate(path, path.stat().st_size * 2 // 3), "pg_restore failed"),
    ],
    ids=["missing", "no archive", "cut off"],
)
def test_a_file_that_is_no_whole_backup_is_refused_and_nothing_is_lost(
    damage: Callable[[Path], object], reason: str, archive: Path
) -> None:
    before = contents()
    damage(archive)
    with pytest.raises(CommandError, match=reason):
        call_command("restore", archive, "--replace")
    assert contents() == before


def test_a_database_that_is_not_empty_is_refused_unless_it_may_be_replaced(
    archive: Path, empty_server: Path
) -> None:
    expected = contents()
    with site_on(empty_server):
        call_command("restore", archive)
        Movie.objects.update(title="changed since")
        with connect(empty_server) as admin:
            admin.execute("CREATE TABLE of_a_newer_version (id int)")
        with pytest.raises(CommandError, match="not empty"):
            call_command("restore", archive)
        assert Movie.objects.filter(title="changed since").count() == 8
        call_command("restore", archive, "--replace")
        assert contents() == expected


def test_a_backup_of_a_newer_version_is_refused(
    catalogue: dict[str, Movie], tmp_path: Path, empty_server: Path
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('catalog', '9999_of_the_future', now())"
        )
        call_command("backup", tmp_path / "newer.dump")
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_of_the_future'")
    with site_on(empty_server):
        with pytest.raises(CommandError, match=r"newer version.*catalog\.9999_of_the_future"):
            call_command("restore", tmp_path / "newer.dump")
        assert contents() == {}


@pytest.mark.parametrize("victim", ["manage.py", "pg_restore", "psql"])
def test_killed_in_the_middle_of_a_restore_the_database_is_as_before(
    victim: str, archive: Path, empty_server: Path
) -> None:
    with site_on(empty_server):
        call_command("restore", archive)
        Movie.objects.update(title="changed since")
        before = contents()
        connection.close()
        with connect(empty_server) as reader:
            # The restore has begun, and waits for us: nothing decides how far it came but we.
            with reader.transaction():
                reader.execute("SELECT FROM catalog_movie")
                process = restoring(empty_server, archive)
                wait_until(lambda: waits_for_a_lock(empty_server), "the restore waits")
                wait_until(lambda: "pg_restore" in children(process.pid), "pg_restore writes")
                family = children(process.pid) | {"manage.py": process.pid}
                os.kill(family[victim], signal.SIGKILL)
            process.wait(60)
            wait_until(
                lambda: not any(is_running(pid) for pid in family.values()), "all have ended"
            )
        assert process.returncode != 0
        assert contents() == before


def waits_for_a_lock(var: Path) -> bool:
    with connect(var) as other:
        found = other.execute("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        return found.fetchone() is not None


def children(pid: int) -> dict[str, int]:
    """Name of its program → process id."""
    names = {}
    for child in (PROC / str(pid) / "task" / str(pid) / "children").read_text().split():
        names[(PROC / child / "comm").read_text().strip()] = int(child)
    return names


def is_running(pid: int) -> bool:
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
