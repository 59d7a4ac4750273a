"""Postgres for a first try, development and tests: starts, heals and stops it.

Ready means that a connection works, never that a pid exists. Listens on a Unix socket only, in a
folder that no other user can enter; that is why the role needs no password.
"""

import logging
import os
import shlex
import shutil
import signal
import time
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded import addresses
from config.embedded.account import Account
from config.embedded.errors import EmbeddedServerError
from config.embedded.folders import make_passable, make_private
from config.embedded.lock import exclusive
from config.embedded.postgres_binaries import run_program
from config.embedded.postgres_settings import settings_file
from config.embedded.processes import end, is_server, pid_in, servers_in

logger = logging.getLogger(__name__)

START_SECONDS = 60  # recovery after a crash included
SILENCE = 5.0  # seconds after which a server that lives but does not answer counts as hung


def start(var: Path) -> bool:
    """Make sure that Postgres answers and has the database; True if this call started it.

    Raises EmbeddedServerError.
    """
    if is_running(var):
        return False
    make_passable(var)
    with exclusive(var / "postgres.lock") as lock:
        if _wait_for_live_server(var):
            return False
        account = Account.for_servers()
        _make_folders(var, account)
        _clear_remains(var)
        if not _data(var).exists():
            _initialise(var, account, lock)
        _launch(var, account)
        _create_database(var)
        return True


def stop(var: Path) -> None:
    """Stop the server: running queries are cut off, nothing committed is lost."""
    if not var.exists() or not _data(var).exists():
        return
    with exclusive(var / "postgres.lock"):
        pid = _live_pid(var)
        if pid is not None:
            end([pid], by=signal.SIGINT, patience=30)  # SIGINT is pg_ctl's "fast"
        _clear_remains(var)


def is_running(var: Path) -> bool:
    """Whether a connection works, now."""
    return _answer(var) == "ready"


def _answer(var: Path) -> str:
    """What a client meets: "ready", "busy" (it will be ready by itself) or "nothing"."""
    if not _socket(var).exists() or _is_abandoned(var):
        return "nothing"
    try:
        _connect(var, "postgres").close()
    except psycopg.OperationalError as error:
        reason = str(error)
        if "too many clients" in reason or "remaining connection slots" in reason:
            return "ready"
        return "busy" if "the database system is" in reason else "nothing"
    return "ready"


def _connect(var: Path, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(addresses.postgres_sockets(var)),
        port=addresses.POSTGRES_PORT,
        user=addresses.ROLE,
        dbname=database,
        connect_timeout=3,
        autocommit=True,
    )


def _data(var: Path) -> Path:
    return addresses.postgres_home(var) / "data"


def _socket(var: Path) -> Path:
    return addresses.postgres_sockets(var) / f".s.PGSQL.{addresses.POSTGRES_PORT}"


def _live_pid(var: Path) -> int | None:
    pid = pid_in(_data(var) / "postmaster.pid")
    if pid is not None and is_server(pid, program="postgres", folder=_data(var)):
        return pid
    return None


def _wait_for_live_server(var: Path) -> bool:
    """Give a server that lives but does not answer, as after a crash, the time to do so."""
    deadline = time.monotonic() + START_SECONDS
    silent_since = time.monotonic()
    while time.monotonic() < deadline:
        answer = _answer(var)
        if answer == "ready":
            return True
        if _live_pid(var) is None or _is_abandoned(var):
            return False
        if answer == "busy":
            silent_since = time.monotonic()
        elif time.monotonic() - silent_since > (SILENCE if _socket(var).exists() else 1):
            return False  # it hangs, or its socket was removed
        time.sleep(0.05)
    return False


def _make_folders(var: Path, account: Account) -> None:
    home = addresses.postgres_home(var)
    note = addresses.relocation_note(var)
    if not home.is_relative_to(var):
        if (var / "postgres" / "data").exists():
            raise EmbeddedServerError(
                f"The database in {var / 'postgres'} cannot be reached by the user "
                f"{account.name} any more: let others pass (chmod o+x) through the folders above."
            )
        if _is_abandoned(var):
            _discard(home)
            note.write_text(f"{home}\n")
            logger.warning(
                "The user %s, which runs Postgres for root, cannot enter %s: "
                "the database is kept in %s",
                account.name,
                var,
                home,
            )
    make_passable(home)
    make_private(addresses.postgres_sockets(var), account)


def _is_abandoned(var: Path) -> bool:
    """Whether the database outside of var, if any, is that of a deleted var folder of this name."""
    outside = not addresses.postgres_home(var).is_relative_to(var)
    return outside and not addresses.relocation_note(var).exists()


def _discard(home: Path) -> None:
    end(servers_in(home / "data", "postgres"), by=signal.SIGQUIT, patience=5)
    shutil.rmtree(home, ignore_errors=True)


def _clear_remains(var: Path) -> None:
    """End what is left of a server that died, and remove what would keep the next from starting.

    The order matters: pid file and shared memory protect the data from a second server while a
    process of the first one lives, so the file goes last.
    """
    data = _data(var)
    end(servers_in(data, "postgres"), by=signal.SIGQUIT, patience=5)
    for remains in (
        data / "postmaster.pid",
        _socket(var),
        _socket(var).with_name(f"{_socket(var).name}.lock"),
    ):
        remains.unlink(missing_ok=True)


def _initialise(var: Path, account: Account, lock: int) -> None:
    """Create the data folder beside its place and rename it when complete."""
    home = addresses.postgres_home(var)
    draft = home / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    make_private(draft, account)
    run_program(
        home,
        account,
        [
            "initdb",
            f"--pgdata={draft}",
            f"--username={addresses.ROLE}",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            # Sorted alike on every machine, and always there; libc's locales are neither.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ],
        # An initdb that outlives us keeps the lock until it ends and its draft can be removed.
        pass_fds=(lock,),
    )
    draft.rename(_data(var))


def _launch(var: Path, account: Account) -> None:
    home = addresses.postgres_home(var)
    settings = home / "postgresql.conf"
    settings.write_text(settings_file(addresses.postgres_sockets(var)))
    settings.chmod(0o644)
    log = home / "postgres.log"
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    log.touch(0o600)
    if account.is_other:
        os.chown(log, account.uid, account.gid)
    run_program(
        home,
        account,
        [
            "pg_ctl",
            "start",
            "--wait",
            f"--timeout={START_SECONDS}",
            f"--pgdata={_data(var)}",
            f"--log={log}",
            f"--options=-c config_file={shlex.quote(str(settings))}",
        ],
    )
    if not _wait_for_live_server(var):
        raise EmbeddedServerError(f"Postgres started but does not answer: see {log}")


def _create_database(var: Path) -> None:
    with _connect(var, "postgres") as connection:
        name = addresses.DATABASE
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
