"""Embeds what has no vector, or one of an older text or another model, and nothing else.

Each chunk's vectors, the job's count and the end of the queueing are one transaction, so a chunk
that is delivered twice, or whose worker is killed, is neither lost nor counted twice.
"""

import logging
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from catalog.embeddings.encoder import TextEncoder, load_encoder
from catalog.embeddings.queue import finish_job_if_over
from catalog.models import Job, Movie
from catalog.querysets import MAX_EMBEDDING_ATTEMPTS

logger = logging.getLogger(__name__)


def embed_chunk(movie_ids: Collection[int], *, job_id: int | None) -> None:
    """Embed those of the titles that still need it.

    Titles are embedded together unless an earlier attempt did not return: then each goes alone,
    so that the one that kills its worker is found and, at its third time, given up.
    """
    encoder = load_encoder()
    waiting = Movie.objects.filter(pk__in=movie_ids).needing_embedding(encoder.name)
    attempts = dict(waiting.values_list("pk", "embedding_attempts"))
    # A title that was saved back to its old text, or embedded by another task, is done with.
    _release(set(movie_ids) - attempts.keys(), job_id=job_id)
    fresh = sorted(pk for pk, count in attempts.items() if count == 0)
    if fresh and not _try_together(fresh, encoder=encoder, job_id=job_id):
        attempts |= dict.fromkeys(fresh, 1)
    for movie_id, count in sorted(attempts.items()):
        if count >= MAX_EMBEDDING_ATTEMPTS:
            error = f"given up: its worker died {count} times while embedding it"
            _store_failure(movie_id, error=error, job_id=job_id)
        elif count > 0:
            _embed_alone(movie_id, encoder=encoder, job_id=job_id)
    if job_id is not None:
        finish_job_if_over(job_id)


def _try_together(movie_ids: list[int], *, encoder: TextEncoder, job_id: int | None) -> bool:
    """False if the encoder refused the batch, in which one title may be to blame."""
    movies = _claim(movie_ids)
    try:
        vectors = encoder.encode([movie.text_to_embed for movie in movies])
    except Exception:  # whatever one text can provoke must not stop the others
        logger.exception("a batch of %s titles failed, trying one by one", len(movies))
        return False
    _store_vectors(movies, vectors.tolist(), encoder=encoder, job_id=job_id)
    return True


def _embed_alone(movie_id: int, *, encoder: TextEncoder, job_id: int | None) -> None:
    movies = _claim([movie_id])
    try:
        vectors = encoder.encode([movie.text_to_embed for movie in movies])
    except Exception as error:  # kept on the row, where staff see it
        logger.exception("embedding of title %s failed", movie_id)
        _store_failure(movie_id, error=f"{type(error).__name__}: {error}", job_id=job_id)
    else:
        _store_vectors(movies, vectors.tolist(), encoder=encoder, job_id=job_id)


def _claim(movie_ids: list[int]) -> list[Movie]:
    """Count the attempt before it is made: a killed worker counts nothing afterwards."""
    Movie.objects.filter(pk__in=movie_ids).update(embedding_attempts=F("embedding_attempts") + 1)
    return list(
        Movie.objects.filter(pk__in=movie_ids)
        .only("title", "terms_text", "description", "text_hash")
        .order_by("pk")
    )


def _store_vectors(
    movies: list[Movie], vectors: list[list[float]], *, encoder: TextEncoder, job_id: int | None
) -> None:
    """One statement a chunk; a title whose text has changed since it was read stays queued."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE catalog_movie AS movie
                SET embedding = made.vector::vector, embedding_model = %s,
                    embedding_hash = made.hash, embedding_error = '', embedding_attempts = 0,
                    embedding_job_id = NULL
                FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made (id, vector, hash)
                WHERE movie.id = made.id AND movie.text_hash = made.hash
                  AND (movie.embedding_hash <> made.hash OR movie.embedding_model <> %s)
                """,
                [
                    encoder.name,
                    [movie.pk for movie in movies],
                    [str(vector) for vector in vectors],
                    [movie.text_hash for movie in movies],
                    encoder.name,
                ],
            )
            stored = cursor.rowcount
        _count(job_id, done=stored)


def _store_failure(movie_id: int, *, error: str, job_id: int | None) -> None:
    with transaction.atomic():
        failed = Movie.objects.filter(pk=movie_id, embedding_error="").update(
            embedding_error=error[:2000], embedding_job=None
        )
        _count(job_id, failed=failed)


def _release(movie_ids: Iterable[int], *, job_id: int | None) -> None:
    """Titles of the job that turned out to need nothing count as done."""
    if job_id is None:
        return
    with transaction.atomic():
        released = Movie.objects.filter(pk__in=movie_ids, embedding_job=job_id).update(
            embedding_job=None
        )
        _count(job_id, done=released)


def _count(job_id: int | None, *, done: int = 0, failed: int = 0) -> None:
    if job_id is None:
        return
    Job.objects.filter(pk=job_id).update(
        done=F("done") + done, failed=F("failed") + failed, updated_at=timezone.now()
    )
