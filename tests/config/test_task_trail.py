"""A real worker: what it logs belongs to the request that it works for, and it counts its runs."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from structlog.contextvars import bound_contextvars

from catalog.tasks import embed_titles, sweep_embeddings
from config.embedded.site_programs import CELERY
from config.metrics.tasks import task_counts
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 60
SWEEP, EMBED = "catalog.tasks.sweep_embeddings", "catalog.tasks.embed_titles"


class Worker:
    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [*CELERY, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """All that it has said: JSON and nothing else, but for what it says as it ends."""
        return [json.loads(line) for line in self._log.read_text().splitlines() if line]

    def wait_for(self, found: Callable[[dict[str, Any]], bool], number: int = 1) -> list[dict]:
        deadline = time.monotonic() + PATIENCE
        while len(matching := [line for line in self.lines if found(line)]) < number:
            assert time.monotonic() < deadline, self._log.read_text()
            assert self._process.poll() is None, self._log.read_text()
            time.sleep(0.1)
        return matching

    def kill(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def worker(
    tmp_path: Path, served_environment: dict[str, str], request: pytest.FixtureRequest
) -> Iterator[Worker]:
    model = getattr(request, "param", None)
    environment = served_environment | ({"CLIP_MODEL": model} if model else {})
    process = Worker(tmp_path / "log", environment)
    yield process
    process.kill()


def about(task: str, event: str) -> Callable[[dict[str, Any]], bool]:
    return lambda line: line.get("task") == task and event in line["event"]


def test_the_lines_of_a_task_carry_the_id_of_its_request_and_its_runs_are_counted(
    worker: Worker,
) -> None:
    ids = [MovieFactory.create().pk]
    with bound_contextvars(request_id="request-of-a-visitor"):
        embed_titles.delay(ids)
    sweep_embeddings.delay()
    [embedded] = worker.wait_for(about(EMBED, "succeeded"))
    [swept] = worker.wait_for(about(SWEEP, "succeeded"))
    assert embedded["request_id"] == "request-of-a-visitor"
    assert embedded["task_id"] != swept["task_id"]
    assert "request_id" not in swept, "the scheduler's tasks are nobody's"
    deadline = time.monotonic() + PATIENCE
    while True:
        with current_app.connection_for_read() as broker:
            counts = task_counts(broker)
        if len(counts.last_run) == 2:
            break
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert counts.runs == {(EMBED, "success"): 1, (SWEEP, "success"): 1}
    assert counts.seconds[EMBED] > 0
    assert abs(time.time() - counts.last_run[SWEEP]) < PATIENCE


@pytest.mark.parametrize("worker", ["/nowhere"], indirect=True)
def test_a_task_that_is_tried_again_keeps_the_id_and_both_tries_are_counted(
    worker: Worker,
) -> None:
    with bound_contextvars(request_id="request-of-a-visitor"):
        embed_titles.delay([1])
    retries = worker.wait_for(about(EMBED, "retry"), number=2)
    assert {line["request_id"] for line in retries} == {"request-of-a-visitor"}
    assert len({line["task_id"] for line in retries}) == 1
    with current_app.connection_for_read() as broker:
        assert task_counts(broker).runs[(EMBED, "retry")] >= 1
