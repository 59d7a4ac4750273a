"""Embeds what has no vector, or one of an older text or another model, and nothing else.

A title is *queued* while `embedding_job` names a job: it is queued once, whatever is saved again
meanwhile. Each chunk's vectors, the job's count and the end of the queueing are one transaction,
so a chunk that is delivered twice, or whose worker is killed, is neither lost nor counted twice.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta

from celery import current_app
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalog.embeddings.encoder import EncoderUnavailable, TextEncoder, current_model, load_encoder
from catalog.models import Job, Movie
from catalog.querysets import MAX_EMBEDDING_ATTEMPTS

logger = logging.getLogger(__name__)

CHUNK_SIZE = 128

# Somebody waits for the page that queues: kombu's own patience is six seconds and more.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 0.4, "socket_timeout": 0.4}

# A job that has not moved for so long, while no task is waiting, has lost its tasks.
STALLED_AFTER = timedelta(seconds=60)


# Queueing ---------------------------------------------------------------------------------------


def start_job(label: str, *, created_by_id: int | None = None) -> Job:
    return Job.objects.create(
        kind=Job.Kind.EMBED, label=label, total=0, created_by_id=created_by_id
    )


def queue_embeddings(movie_ids: Collection[int], *, job: Job) -> int:
    """Queue those of the titles that need a vector and are not queued yet; return how many.

    The tasks leave after the commit. Where the broker is away they do not leave, and the sweep
    sends them later.
    """
    model = _model_or_none()
    if model is None:
        return 0
    with transaction.atomic():
        waiting = Movie.objects.filter(pk__in=movie_ids, embedding_job=None)
        ids = list(
            waiting.needing_embedding(model)
            .select_for_update(of=("self",))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if not ids:
            return 0
        Movie.objects.filter(pk__in=ids).update(embedding_job=job)
        Job.objects.filter(pk=job.pk).update(
            total=F("total") + len(ids),
            status=Job.Status.RUNNING,
            finished_at=None,
            updated_at=timezone.now(),
        )
        transaction.on_commit(lambda: send_tasks(ids, job_id=job.pk))
    return len(ids)


def queue_changed_title(movie_id: int, *, created_by_id: int | None = None) -> None:
    """Queue one title that somebody saved, if its text is another; a failure is forgiven then."""
    model = _model_or_none()
    movie = Movie.objects.filter(pk=movie_id).only("title").first()
    if model is None or movie is None:
        return
    changed = Movie.objects.filter(pk=movie_id).outdated(model)
    if changed.update(embedding_error="", embedding_attempts=0):
        queue_embeddings([movie_id], job=start_job(movie.title[:200], created_by_id=created_by_id))


def embed_again(movie_ids: Collection[int], *, job: Job) -> int:
    """Queue the titles whatever they have: their vectors are made anew, failures forgiven."""
    Movie.objects.filter(pk__in=movie_ids).update(
        embedding=None,
        embedding_model="",
        embedding_hash="",
        embedding_error="",
        embedding_attempts=0,
        embedding_job=None,
    )
    return queue_embeddings(movie_ids, job=job)


def send_tasks(movie_ids: Collection[int], *, job_id: int) -> bool:
    """Hand the ids to the workers in chunks; False, with a line in the log, where no broker is."""
    from catalog.tasks import embed_titles  # tasks import this module

    broker = current_app.connection(transport_options=IMPATIENT)
    try:
        with broker:
            for chunk in _chunks(list(movie_ids)):
                embed_titles.apply_async([chunk, job_id], connection=broker)
    except (OperationalError, OSError) as error:
        logger.warning("broker away, the sweep will queue %s titles: %s", len(movie_ids), error)
        return False
    return True


def sweep(*, waiting_tasks: int) -> int:
    """Queue what was missed: titles of no job, and those of jobs that stand still.

    Does nothing while tasks are waiting: what they name would only be queued again.
    """
    model = _model_or_none()
    if model is None or waiting_tasks:
        return 0
    queued = 0
    stalled = (
        Job.objects.embedding().running().filter(updated_at__lt=timezone.now() - STALLED_AFTER)
    )
    for job in stalled:
        ids = list(job.queued_movies.order_by("pk").values_list("pk", flat=True))
        Job.objects.filter(pk=job.pk).update(updated_at=timezone.now())
        send_tasks(ids, job_id=job.pk)
        queued += len(ids)
        finish_job_if_over(job.pk)
    missed = list(
        Movie.objects.needing_embedding(model)
        .filter(embedding_job=None)
        .order_by("pk")
        .values_list("pk", flat=True)[:100_000]
    )
    if missed:
        queued += queue_embeddings(missed, job=start_job("titles without an embedding"))
    return queued


def _model_or_none() -> str | None:
    try:
        return current_model()
    except EncoderUnavailable as error:
        logger.error("no titles are queued for embedding: %s", error)
        return None


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK_SIZE):
        yield ids[start : start + CHUNK_SIZE]


# Embedding --------------------------------------------------------------------------------------


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


def finish_job_if_over(job_id: int) -> None:
    """Close the job when none of its titles is queued any more."""
    with transaction.atomic():
        job = Job.objects.select_for_update().running().filter(pk=job_id).first()
        if job and not job.queued_movies.exists():
            job.finish()
