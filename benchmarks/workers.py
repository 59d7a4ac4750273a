"""Real Celery workers, and the whole path of a title to its vector."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from benchmarks.servers import VAR, running
from config.embedded.site_programs import site_programs
from config.embedded.web_address import WebAddress

PATIENCE = 300.0  # seconds without one more title
UNUSED = WebAddress("127.0.0.1", 1)  # of the web server, which is not started here


@contextmanager
def celery_worker(processes: int, *, first_titles: list[int]) -> Iterator[tuple[int, float]]:
    """A worker with so many processes, each of which has loaded the encoder.

    Needs one of `first_titles` per process: the task that makes it load. Yields the session id
    and the seconds from the start of the program until all of them were ready.
    """
    environment = {"CELERY_CONCURRENCY": str(processes)}
    command = site_programs(UNUSED, VAR, {**os.environ, **environment})["worker"]
    begin = time.perf_counter()
    with running("worker", command, environment) as session:
        jobs = [_queue([movie_id], f"first {movie_id}") for movie_id in first_titles[:processes]]
        for job_id in jobs:
            _wait(job_id)
        yield session, time.perf_counter() - begin


def embed(movie_ids: list[int]) -> float:
    """Seconds from the call that queues the titles until the last vector is in Postgres."""
    from django.utils import timezone

    begin = timezone.now()
    finished_at = _wait(_queue(movie_ids, "benchmark"))
    return (finished_at - begin).total_seconds()


def forget_vectors() -> None:
    """As after an import: no vectors, and no remains of earlier ones in table and indexes."""
    from django.db import connection

    from catalog.models import Movie

    Movie.objects.update(embedding=None, embedding_model="", embedding_hash="")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FULL, ANALYZE) catalog_movie")


def _queue(movie_ids: list[int], label: str) -> int:
    from catalog.embeddings.queue import queue_embeddings

    job, queued = queue_embeddings(movie_ids, label=label)
    if job is None or queued != len(movie_ids):
        raise RuntimeError(f"{queued} of {len(movie_ids)} titles were queued")
    return job.pk


def _wait(job_id: int) -> datetime:
    """When the job ended, by its own row: we look seldom, since looking costs time too."""
    from catalog.models import Job

    done, deadline = 0, time.monotonic() + PATIENCE
    while (job := Job.objects.get(pk=job_id)).finished_at is None:
        if job.done > done:
            done, deadline = job.done, time.monotonic() + PATIENCE
        if time.monotonic() > deadline:
            log = (VAR / "worker.log").read_text()[-2000:]
            raise RuntimeError(f"{job.done} of {job.total} titles after {PATIENCE} s: {log}")
        time.sleep(0.2)
    if job.failed or job.done != job.total:
        raise RuntimeError(f"{job.done} of {job.total} titles embedded, {job.failed} failed")
    return job.finished_at
