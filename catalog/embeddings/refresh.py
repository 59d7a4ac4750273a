"""Embeds what has no vector, or one of an older text or another model, and nothing else.

Each chunk's vectors, the job's count and the end of the queueing are one transaction, so a chunk
that is delivered twice, or whose worker is killed, is neither lost nor counted twice.
"""

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress

import numpy as np
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone

from catalog.embeddings import DIMENSIONS
from catalog.embeddings.encoder import TextEncoder, load_encoder
from catalog.embeddings.queue import finish_job_if_over
from catalog.embeddings.title_vectors import title_vectors
from catalog.models import Job, Movie
from catalog.querysets import MAX_EMBEDDING_ATTEMPTS
from catalog.version import catalogue_growing

logger = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)

# One prebuilt format is three times as fast as str() of a list.
VECTOR_FORMAT = f"[{','.join(['%.7g'] * DIMENSIONS)}]"


def embed_chunk(movie_ids: Collection[int], *, job_id: int | None) -> None:
    """Embed those of the titles that still need it; searches and lists are made anew with them."""
    embed_waiting(movie_ids, job_id=job_id)
    catalogue_growing()
    if job_id is not None:
        finish_job_if_over(job_id)


def embed_waiting(movie_ids: Collection[int], *, job_id: int | None) -> None:
    """Embed those of the titles that still need it.

    Titles are embedded together unless an earlier attempt did not return: then each goes alone,
    so that the one that kills its worker is found and, at its third time, given up.
    """
    encoder = load_encoder()
    waiting = Movie.objects.filter(pk__in=movie_ids).needing_embedding(encoder.name)
    attempts = dict(waiting.values_list("pk", "embedding_attempts"))
    # A title that was saved back to its old text, or embedded by another task, is done with.
    _release(set(movie_ids) - attempts.keys(), job_id=job_id)
    try:
        _embed(attempts, encoder=encoder)
    except DATABASE_AWAY:
        # No fault of the texts: the attempt is not held against them.
        with suppress(DatabaseError):
            Movie.objects.filter(pk__in=movie_ids, embedding_attempts__gt=0).update(
                embedding_attempts=F("embedding_attempts") - 1
            )
        raise


def _embed(attempts: dict[int, int], *, encoder: TextEncoder) -> None:
    """Embed the titles with these ids and numbers of earlier attempts."""
    fresh = sorted(pk for pk, count in attempts.items() if count == 0)
    if fresh and not _try_together(fresh, encoder=encoder):
        attempts |= dict.fromkeys(fresh, 1)
    for movie_id, count in sorted(attempts.items()):
        if count >= MAX_EMBEDDING_ATTEMPTS:
            error = f"given up: its worker died {count} times while embedding it"
            _store_failure(movie_id, error=error)
        elif count > 0:
            _embed_alone(movie_id, encoder=encoder)


def _try_together(movie_ids: list[int], *, encoder: TextEncoder) -> bool:
    """False if the encoder refused the batch, in which one title may be to blame."""
    movies = _claim(movie_ids)
    try:
        vectors = _encode(movies, encoder)
    except Exception:  # whatever one text can provoke must not stop the others
        logger.exception("a batch of %s titles failed, trying one by one", len(movies))
        return False
    _store_vectors(movies, vectors, encoder=encoder)
    return True


def _embed_alone(movie_id: int, *, encoder: TextEncoder) -> None:
    movies = _claim([movie_id])
    try:
        vectors = _encode(movies, encoder)
    except Exception as error:  # kept on the row, where staff see it
        logger.exception("embedding of title %s failed", movie_id)
        _store_failure(movie_id, error=f"{type(error).__name__}: {error}")
    else:
        _store_vectors(movies, vectors, encoder=encoder)


def _encode(movies: list[Movie], encoder: TextEncoder) -> np.ndarray:
    """Raise ValueError for a vector that is none: Postgres would refuse the whole chunk with it."""
    vectors = title_vectors(movies, encoder.encode)
    if not np.isfinite(vectors).all():
        raise ValueError(f"{encoder.name} makes a vector of this text that is no number")
    return vectors


def _claim(movie_ids: list[int]) -> list[Movie]:
    """Count the attempt before it is made: a killed worker counts nothing afterwards."""
    with transaction.atomic():
        movies = list(
            Movie.objects.filter(pk__in=movie_ids)
            .only("title", "terms_text", "keywords_text", "description", "text_hash")
            .locked()
        )
        Movie.objects.filter(pk__in=movie_ids).update(
            embedding_attempts=F("embedding_attempts") + 1
        )
    return movies


def _store_vectors(movies: list[Movie], vectors: np.ndarray, *, encoder: TextEncoder) -> None:
    """One statement a chunk; a title whose text has changed since it was read stays queued.

    Rows are locked in the order of their ids, as everywhere, or two writers could deadlock. Each
    counts for the job that it is queued by, whichever task brought it here.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                SELECT * FROM unnest(%(ids)s::bigint[], %(vectors)s::text[], %(hashes)s::text[])
                    AS made (id, vector, hash)
            ), locked AS (
                SELECT movie.id, movie.embedding_job_id, made.vector, made.hash
                FROM catalog_movie AS movie JOIN made USING (id)
                WHERE movie.text_hash = made.hash
                  AND (movie.embedding_hash <> made.hash OR movie.embedding_model <> %(model)s)
                ORDER BY movie.id
                FOR NO KEY UPDATE OF movie
            ), stored AS (
                UPDATE catalog_movie AS movie
                SET embedding = locked.vector::vector, embedding_model = %(model)s,
                    embedding_hash = locked.hash, embedding_error = '', embedding_attempts = 0,
                    embedding_job_id = NULL
                FROM locked WHERE movie.id = locked.id
                RETURNING locked.embedding_job_id
            )
            SELECT embedding_job_id, count(*) FROM stored GROUP BY embedding_job_id
            """,
            {
                "ids": [movie.pk for movie in movies],
                "vectors": _as_texts(vectors),
                "hashes": [movie.text_hash for movie in movies],
                "model": encoder.name,
            },
        )
        for job_id, stored in sorted(cursor.fetchall(), key=str):
            _count(job_id, done=stored)


def _as_texts(vectors: np.ndarray) -> list[str]:
    """pgvector's spelling, in the seven digits that a float32 holds."""
    return [VECTOR_FORMAT % tuple(vector) for vector in vectors.tolist()]


def _store_failure(movie_id: int, *, error: str) -> None:
    with transaction.atomic():
        movie = Movie.objects.filter(pk=movie_id).only("embedding_job").locked().first()
        if movie:
            Movie.objects.filter(pk=movie_id).update(
                embedding_error=error[:2000], embedding_job=None
            )
            _count(movie.embedding_job_id, failed=1)


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
