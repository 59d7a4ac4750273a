"""Which titles wait for a vector, and how they reach the workers.

A title is *queued* while `embedding_job` names a job: it is queued once, whatever is saved again
meanwhile. Postgres knows what is queued; the broker only carries it, and may lose it.
"""

import logging
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalog.broker import send_tasks
from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.models import Job, Movie
from catalog.version import catalogue_changed

logger = logging.getLogger(__name__)

EMBED_TASK = "catalog.tasks.embed_titles"  # by name: tasks import this module

# Half a second of work with the bundled encoder. With 128, two workers are a fifth slower.
CHUNK_SIZE = 256

# A job that has not moved for so long, while no task is waiting, has lost its tasks.
STALLED_AFTER = timedelta(seconds=60)


def queue_embeddings(
    movie_ids: Collection[int],
    *,
    label: str,
    job: Job | None = None,
    created_by_id: int | None = None,
) -> tuple[Job | None, int]:
    """Queue those of the titles that need a vector and are not queued yet.

    Returns their job, which is `job` or a new one, and how many they are; no job is made for none.
    The tasks leave after the commit. Where the broker is away they do not leave, and the sweep
    sends them later.
    """
    model = _model_or_none()
    if model is None:
        return job, 0
    with transaction.atomic():
        ids = list(
            Movie.objects.filter(pk__in=movie_ids, embedding_job=None)
            .needing_embedding(model)
            .locked()
            .values_list("pk", flat=True)
        )
        if not ids:
            return job, 0
        if job is None:
            job = Job.objects.create(
                kind=Job.Kind.EMBED, label=label[:200], total=0, created_by_id=created_by_id
            )
        Movie.objects.filter(pk__in=ids).update(embedding_job=job)
        Job.objects.filter(pk=job.pk).update(
            total=F("total") + len(ids),
            status=Job.Status.RUNNING,
            finished_at=None,
            updated_at=timezone.now(),
        )
        job_id = job.pk
        transaction.on_commit(lambda: _send(ids, job_id=job_id))
    return job, len(ids)


@transaction.atomic
def queue_changed_titles(
    movie_ids: Collection[int],
    *,
    label: str,
    job: Job | None = None,
    created_by_id: int | None = None,
) -> Job | None:
    """Queue titles that somebody saved, where their text is another; failures are forgiven then.

    Returns their job, as `queue_embeddings` does.
    """
    model = _model_or_none()
    if model is None:
        return job
    changed = Movie.objects.filter(pk__in=movie_ids).outdated(model).locked()
    ids = list(changed.values_list("pk", flat=True))
    Movie.objects.filter(pk__in=ids).update(embedding_error="", embedding_attempts=0)
    job, _queued = queue_embeddings(ids, label=label, job=job, created_by_id=created_by_id)
    return job


@transaction.atomic
def embed_again(movie_ids: Collection[int], *, label: str, created_by_id: int | None = None) -> int:
    """Queue the titles whatever they have; return how many were not queued already.

    They keep their vectors until the new ones are there. Raises EncoderUnavailable.
    """
    current_model()
    movies = Movie.objects.filter(pk__in=movie_ids)
    len(movies.locked().values_list("pk"))
    movies.update(embedding_error="", embedding_attempts=0)
    # A hash that no text has: outdated, but still found.
    movies.exclude(embedding_hash="").update(embedding_hash="to be made again")
    _job, queued = queue_embeddings(movie_ids, label=label, created_by_id=created_by_id)
    return queued


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
        # Titles that were deleted meanwhile are not part of it any more.
        Job.objects.filter(pk=job.pk).update(
            total=F("done") + F("failed") + len(ids), updated_at=timezone.now()
        )
        _send(ids, job_id=job.pk)
        queued += len(ids)
        finish_job_if_over(job.pk)
    missed = list(
        Movie.objects.needing_embedding(model)
        .filter(embedding_job=None)
        .order_by("pk")
        .values_list("pk", flat=True)[:100_000]
    )
    _job, newly_queued = queue_embeddings(missed, label=Job.Label.MISSED)
    return queued + newly_queued


def _model_or_none() -> str | None:
    try:
        return current_model()
    except EncoderUnavailable as error:
        logger.error("no titles are queued for embedding: %s", error)
        return None


def _send(ids: list[int], *, job_id: int) -> None:
    """In chunks; where no broker is, the sweep sends them later."""
    starts = range(0, len(ids), CHUNK_SIZE)
    send_tasks(EMBED_TASK, ([ids[start : start + CHUNK_SIZE], job_id] for start in starts))


def finish_job_if_over(job_id: int) -> None:
    """Close the job when all of its titles are accounted for."""
    with transaction.atomic():
        job = Job.objects.select_for_update().running().filter(pk=job_id).first()
        if job and job.done + job.failed >= (job.total or 0):
            job.finish()
            catalogue_changed()
