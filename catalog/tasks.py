"""Celery tasks: ids in, one function called, repeatable without effect."""

from typing import Any

from celery import current_app, shared_task

from catalog import linking, renaming
from catalog.embeddings.encoder import EncoderUnavailable
from catalog.embeddings.queue import sweep
from catalog.embeddings.refresh import DATABASE_AWAY, embed_chunk
from catalog.importers import ingest, upload_runs, uploads
from catalog.people import popularity
from catalog.search import lexemes

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
def refresh_outdated_texts() -> int:
    """Bring the texts of titles up to date whose genres, countries or people were renamed."""
    return renaming.refresh_outdated_texts()


@shared_task
def count_lexemes() -> int:
    """Keep up with how common each word is among the titles."""
    return lexemes.count_lexemes()


@shared_task
def count_credits() -> int:
    """Keep up with how many credits people have."""
    return popularity.count_credits()


@shared_task
def close_interrupted_imports() -> int:
    """Close the jobs of imports, and of the joining after them, whose process was killed."""
    return ingest.close_interrupted_imports() + linking.close_interrupted_links()


@shared_task(
    autoretry_for=DATABASE_AWAY,
    retry_backoff=2,
    retry_backoff_max=60,
    max_retries=10,
    acks_late=True,
)
def import_upload(upload_id: int) -> None:
    """Import a file that a curator sent; a copy that comes while it is at work leaves at once."""
    upload_runs.import_upload(upload_id)


@shared_task
def send_unfinished_uploads() -> int:
    """Send the uploads again that no worker took."""
    return upload_runs.send_unfinished()


@shared_task
def delete_old_uploads() -> int:
    """Delete files that were uploaded more than a week ago."""
    return uploads.delete_old_uploads()


def waiting_tasks(queue: str) -> int:
    """Number of tasks in a queue that no worker has taken yet."""
    with current_app.connection_for_read() as connection:
        channel: Any = connection.default_channel  # kombu has no public name for the size
        return channel._size(queue)
