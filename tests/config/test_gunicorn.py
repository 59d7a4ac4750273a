"""The web process as gunicorn runs it, asked over a socket."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config import gunicorn

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

LONG_TEXTS = {
    "Latin": "shark " * 1_666,
    "Cyrillic": "акула " * 1_666,
    "emoji": "🦈" * 10_000,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[str]:
    """Address of a web process on the test's database, with queries of a second at most."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = settings.DATABASES["default"]
    folder = tmp_path_factory.mktemp("web")
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": (
            f"postgres://{server['USER']}@:{server['PORT']}/{server['HOST']}/{server['NAME']}"
        ),
        "REDIS_URL": settings.REDIS_URL,
        "CACHE_URL": settings.CACHE_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_HTTPS": "False",
        "MOVIECLIP_VAR": str(settings.VAR_DIR),
        "STATIC_ROOT": str(folder / "static"),
        "OMP_NUM_THREADS": "1",
        "HF_HUB_OFFLINE": "1",
        "PORT": str(port),
        "DATABASE_STATEMENT_TIMEOUT": "1s",
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_up(address):
            assert time.monotonic() < deadline, (folder / "log").read_text()
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)


def is_up(address: str) -> bool:
    with contextlib.suppress(OSError):
        return get(f"{address}/healthz")[0] == 200
    return False


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with DIRECT.open(request, timeout=PATIENCE) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("script", LONG_TEXTS)
def test_a_very_long_query_gets_a_sensible_page_of_normal_size(site: str, script: str) -> None:
    status, page = get(f"{site}/?{urllib.parse.urlencode({'q': LONG_TEXTS[script]})}")
    assert status == 200
    assert "its first 2,000 characters were searched for" in page
    assert LONG_TEXTS[script][:1_000] in page
    assert LONG_TEXTS[script][:2_100] not in page


@pytest.mark.parametrize("script", LONG_TEXTS)
def test_htmx_works_on_a_page_with_such_an_address(site: str, script: str) -> None:
    address = f"{site}/?{urllib.parse.urlencode({'q': LONG_TEXTS[script]})}"
    for path in ("/progress/", "/"):
        status, fragment = get(
            site + path, HX_Request="true", HX_Current_URL=address, Referer=address
        )
        assert status == 200
        assert "<html" not in fragment


def test_an_address_without_end_is_refused(site: str) -> None:
    status, _page = get(f"{site}/?q={'x' * gunicorn.limit_request_line}")
    assert status == 414


def test_a_lock_that_is_held_does_not_hold_the_threads(site: str) -> None:
    server = settings.DATABASES["default"]
    with psycopg.connect(
        host=server["HOST"], port=server["PORT"], user=server["USER"], dbname=server["NAME"]
    ) as connection:
        connection.execute("LOCK TABLE catalog_movie IN ACCESS EXCLUSIVE MODE")
        status, _page = get(f"{site}/?kind=film&year_from=1901")
        assert status == 500, "given up, not waited for"
        connection.rollback()
    assert get(f"{site}/")[0] == 200
