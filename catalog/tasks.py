"""Celery tasks: ids in, one function called, repeatable without effect."""

from typing import Any

from celery import current_app, shared_task

from catalog.embeddings.encoder import EncoderUnavailable
from catalog.embeddings.queue import sweep
from catalog.embeddings.refresh import DATABASE_AWAY, embed_chunk
from catalog.importers import ingest

# Postgres that restarts, or a model that is still being downloaded, is worth another try.
TRANSIENT = (*DATABASE_AWAY, EncoderUnavailable)


@shared_task(
    autoretry_for=TRANSIENT, retry_backoff=2, retry_backoff_max=60, max_retries=10, acks_late=True
)
def embed_titles(movie_ids: list[int], job_id: int | None = None) -> None:
    """Embed a chunk of titles; those that are up to date are skipped."""
    embed_chunk(movie_ids, job_id=job_id)


@shared_task
def sweep_embeddings() -> int:
    """Queue the titles that have no embedding and that nobody queued."""
    return sweep(waiting_tasks=waiting_tasks("embedding"))


@shared_task
def close_interrupted_imports() -> int:
    """Close the jobs of imports whose process was killed."""
    return ingest.close_interrupted_imports()


def waiting_tasks(queue: str) -> int:
    """Number of tasks in a queue that no worker has taken yet."""
    with current_app.connection_for_read() as connection:
        channel: Any = connection.default_channel  # kombu has no public name for the size
        return channel._size(queue)
