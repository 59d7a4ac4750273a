"""Servers and a database of the benchmarks' own, in var/bench, gone afterwards.

Imports nothing of Django before the environment says which servers are meant: that is what keeps a
benchmark off the database of a running site, whatever DATABASE_URL or .env say.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from config import embedded
from config.embedded import addresses
from config.embedded.lock import exclusive

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var" / "bench"

# What `manage.py up` gives its programs, and no colours or warnings between our own lines.
FOR_PROGRAMS = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
    "HF_HUB_OFFLINE": "1",
    "LOG_LEVEL": "ERROR",
}


@contextmanager
def benchmark_servers() -> Iterator[None]:
    """Postgres, migrated and empty, and Valkey; Django is set up for them."""
    VAR.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(VAR.with_suffix(".lock")):
        _remove()  # of a run that was killed
        os.environ |= addresses.embedded_environment(VAR) | FOR_PROGRAMS
        os.environ |= {"MOVIECLIP_VAR": str(VAR), "STATIC_ROOT": str(VAR / "staticfiles")}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "False"}
        try:
            embedded.start_all(VAR)
            _prepare()
            yield
        finally:
            _remove()


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _remove() -> None:
    embedded.stop_all(VAR)
    home = addresses.postgres_home(VAR)
    if not home.is_relative_to(VAR):
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(VAR, ignore_errors=True)


def empty_tables() -> None:
    """No titles, no jobs, no tasks, no cached vectors."""
    import redis
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE catalog_movie, catalog_person, catalog_genre, catalog_country, catalog_job"
            " RESTART IDENTITY CASCADE"
        )
    for url in (settings.REDIS_URL, settings.CACHE_URL):
        plain = url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
        redis.Redis.from_url(plain).flushall()


@contextmanager
def running(
    name: str, command: list[str], environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run a program of the site beside us; its session id, which its children share."""
    log = VAR / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process.pid
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended: {log.read_text()[-2000:]}")
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait()


def run_alone(module: str, *arguments: object, without: tuple[str, ...] = ()) -> str:
    """Run a module of this package in a fresh interpreter; its standard output."""
    environment = {name: value for name, value in os.environ.items() if name not in without}
    finished = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise RuntimeError(f"benchmarks.{module} failed: {finished.stderr[-2000:]}")
    return finished.stdout
