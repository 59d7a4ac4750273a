"""A real worker process: what it does when it, or what it depends on, is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from catalog.embeddings import queue
from catalog.models import Job, Movie
from catalog.tasks import waiting_tasks
from config.embedded import postgres, valkey
from tests.catalog.factories import MovieFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.EMBEDDED, reason="kills servers: embedded ones alone"),
]

Start = Callable[..., subprocess.Popen]


@pytest.fixture
def start_worker(served_environment: dict[str, str]) -> Iterator[Start]:
    workers: list[subprocess.Popen] = []

    def start(*options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", *options]
        worker = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=served_environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        kill(worker)


def kill(worker: subprocess.Popen) -> None:
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def wait_until(condition: Callable[[], bool], what: str, *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def embedded_count() -> int:
    return Movie.objects.exclude(embedding_hash="").count()


def queue_all() -> Job:
    ids = list(Movie.objects.values_list("pk", flat=True))
    job, _queued = queue.queue_embeddings(ids, label="a test")
    assert job is not None
    return job


def pretend_a_while_has_passed() -> None:
    Job.objects.update(updated_at=timezone.now() - 2 * queue.STALLED_AFTER)


def test_a_killed_worker_loses_no_title_and_counts_none_twice(start_worker: Start):
    long_text = "A shark and a ship and a storm and an island. " * 10
    for number in range(2 * queue.CHUNK_SIZE):
        MovieFactory.create(description=f"{number}: {long_text}")
    job = queue_all()
    worker = start_worker()
    wait_until(lambda: embedded_count() > 0, "the first chunk")
    kill(worker)
    done_before = embedded_count()
    assert done_before < Movie.objects.count(), "killed too late to show anything"
    start_worker()
    wait_until(lambda: waiting_tasks("embedding") == 0, "the waiting chunks are taken")
    pretend_a_while_has_passed()
    queue.sweep(waiting_tasks=0)
    wait_until(lambda: embedded_count() == Movie.objects.count(), "all titles")
    wait_until(lambda: Job.objects.get(pk=job.pk).status == "succeeded", "the end of the job")
    job.refresh_from_db()
    assert (job.done, job.failed, job.total) == (job.total, 0, Movie.objects.count())


def test_a_text_that_kills_its_worker_three_times_is_marked_and_the_rest_embedded(
    start_worker: Start,
):
    MovieFactory.create_batch(5)
    poison = MovieFactory.create(description="deadly")
    MovieFactory.create_batch(5)
    job = queue_all()
    start_worker("-I", "tests.catalog.embeddings.poison")
    wait_until(lambda: embedded_count() == 10, "the other titles")
    wait_until(lambda: Job.objects.get(pk=job.pk).status == "succeeded", "the end of the job")
    poison.refresh_from_db()
    assert "given up" in poison.embedding_error
    job.refresh_from_db()
    assert (job.done, job.failed) == (10, 1)


def test_a_broker_that_restarts_loses_no_title(start_worker: Start):
    start_worker()
    MovieFactory.create_batch(3)
    queue_all()
    wait_until(lambda: embedded_count() == 3, "titles before the restart")
    valkey.stop(settings.VAR_DIR)
    late = MovieFactory.create()
    started = time.monotonic()
    queue_all()
    assert time.monotonic() - started < 5, "a dead broker must not be waited for"
    valkey.start(settings.VAR_DIR)
    pretend_a_while_has_passed()
    wait_until(lambda: queue.sweep(waiting_tasks=0) >= 0, "the broker")
    wait_until(lambda: Movie.objects.get(pk=late.pk).is_embedded, "the late title", seconds=90)


def test_a_postgres_that_restarts_loses_no_title(start_worker: Start):
    start_worker()
    MovieFactory.create_batch(3)
    queue_all()
    wait_until(lambda: embedded_count() == 3, "titles before the restart")
    MovieFactory.create_batch(queue.CHUNK_SIZE)
    queue_all()
    postgres.stop(settings.VAR_DIR)
    time.sleep(1)  # the worker meets the closed door
    postgres.start(settings.VAR_DIR)
    connection.close()
    wait_until(lambda: embedded_count() == Movie.objects.count(), "all titles", seconds=90)


def test_an_import_that_waits_returns_when_its_titles_are_embedded(
    start_worker: Start, manage: Callable[..., str], tmp_path: Path
):
    start_worker()
    file = tmp_path / "titles.csv"
    file.write_text(
        "show_id,type,title,release_year,description\n"
        "s1,Movie,Jaws,1975,A shark hunts swimmers.\n"
        "s2,Movie,Big,1988,A boy wakes up as a man.\n"
    )
    assert "all titles of netflix are embedded; 0 failed" in manage(
        "import_netflix", file, "--wait"
    )
    assert embedded_count() == 2


def test_a_worker_that_is_told_to_stop_stops(start_worker: Start):
    MovieFactory.create()
    queue_all()
    worker = start_worker()
    wait_until(lambda: embedded_count() == 1, "the title")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=30) == 0
