"""Several web processes as gunicorn runs them: what they log, and how they count together."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.web import ROOT, Web, get, running_web, served_environment, wait_until

# pytest-django makes no database for a session in which no test is marked.
pytestmark = pytest.mark.django_db

TOKEN = "a-long-token-of-prometheus-0123456789"
COUNT = re.compile(r'movieclip_requests_total\{method="GET",status="404",view="none"\} (\d+)')


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    with running_web(
        folder, WEB_CONCURRENCY="2", METRICS_TOKEN=TOKEN, TMPDIR=str(folder)
    ) as running:
        yield running
    assert list(folder.glob("movieclip-metrics-*")) == [], "removed at the end"


def metrics(web: Web) -> str:
    status, text = get(f"{web.address}/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    return text


def unknown_pages(web: Web) -> int:
    found = COUNT.search(metrics(web))
    return int(found[1]) if found else 0


def test_whichever_process_is_asked_tells_what_all_have_counted(web: Web) -> None:
    before = unknown_pages(web)
    for number in range(20):
        get(f"{web.address}/nowhere-{number}")
    assert {unknown_pages(web) for _ in range(10)} == {before + 20}


def replace_a_worker(web: Web) -> None:
    killed, *others = web.workers()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len({*web.workers()} - {killed, *others}) == 1, "another has started")


def test_a_process_that_is_killed_takes_no_counts_with_it_and_leaves_no_files_behind(
    web: Web,
) -> None:
    for _ in range(10):
        get(f"{web.address}/nowhere")
    before = unknown_pages(web)
    for _ in range(3):
        replace_a_worker(web)
    wait_until(lambda: unknown_pages(web) == before, "it counts on")
    assert {unknown_pages(web) for _ in range(6)} == {before}
    files = web.log.parent.glob("movieclip-metrics-*/*.db")
    numbers = {path.stem.rpartition("_")[2] for path in files}
    assert numbers == {"0", "1"}, "one set for each of two processes, whoever they are"


def test_every_line_is_json_whoever_wrote_it(web: Web) -> None:
    with socket.create_connection(("127.0.0.1", int(web.address.rpartition(":")[2]))) as raw:
        raw.sendall(b"NONSENSE\r\nCookie: sessionid=visitors-own\r\n\r\n")
        raw.recv(1000)
    get(f"{web.address}/nowhere", Host="elsewhere.example.com")
    wait_until(lambda: "Invalid request" in web.log.read_text(), "gunicorn complains")
    lines = [json.loads(line) for line in web.lines]
    assert all({"timestamp", "level", "event"} <= line.keys() for line in lines)
    assert {"gunicorn.error", "config.access"} <= {line["logger"] for line in lines}
    assert "visitors-own" not in web.log.read_text()


def test_a_line_that_a_visitor_would_like_to_write_is_part_of_our_own(web: Web) -> None:
    forged = "%0A%7B%22level%22%3A%22critical%22%7D%1b%5b31m%E2%80%A8"
    get(f"{web.address}/forged{forged}?q=my+darkest+secret", User_Agent="x\ty")
    wait_until(lambda: "/forged" in web.log.read_text(), "the line of the request")
    [line] = [line for line in web.lines if "/forged" in line]
    assert line.isascii()
    assert line.isprintable()
    said = json.loads(line)
    assert said["path"].startswith('/forged\n{"level":"critical"}')
    assert (said["level"], said["status"], said["view"]) == ("info", 404, "none")
    assert "darkest" not in web.log.read_text()


def test_what_says_that_all_is_well_is_not_logged(web: Web) -> None:
    get(f"{web.address}/healthz")
    metrics(web)
    assert "/healthz" not in web.log.read_text()
    assert '"/metrics"' not in web.log.read_text()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "REDIS_URL", "CACHE_URL"])
def test_a_web_process_without_a_setting_ends_with_one_line(missing: str, tmp_path: Path) -> None:
    environment = served_environment(1, tmp_path)
    del environment[missing]
    finished = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.returncode == 1
    assert f"gunicorn: Set the {missing} environment variable" in finished.stderr
    assert "Traceback" not in finished.stderr
