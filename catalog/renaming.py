"""What follows when a genre, a country or a person is renamed or deleted: the texts of its titles.

They may be tens of thousands, at some milliseconds each. Which they are is noted in the transaction
of the change, and each note goes with the transaction that obeys it: a worker that is killed, or a
broker that is away, loses none.
"""

from collections.abc import Collection

from django.db import transaction

from catalog.broker import send_tasks
from catalog.denormalise import refresh_texts
from catalog.embeddings import queue
from catalog.models import Job, OutdatedText
from catalog.version import catalogue_changed

REFRESH_TASK = "catalog.tasks.refresh_outdated_texts"  # by name: tasks import this module
CHUNK_SIZE = 200

# So many follow at once, while the curator waits: a second or two.
MOST_AT_ONCE = 200


@transaction.atomic
def names_changed(movie_ids: Collection[int], *, label: str, by_user_id: int | None) -> bool:
    """Have the texts of these titles follow, after the commit; False if a worker has to do it."""
    OutdatedText.objects.bulk_create(
        (OutdatedText(movie_id=pk) for pk in movie_ids), batch_size=5_000
    )
    if len(movie_ids) > MOST_AT_ONCE:
        transaction.on_commit(lambda: send_tasks(REFRESH_TASK, [[]]))
        return False
    transaction.on_commit(
        lambda: refresh_outdated_texts(movie_ids, label=label, created_by_id=by_user_id)
    )
    return True


def refresh_outdated_texts(
    movie_ids: Collection[int] | None = None,
    *,
    label: str = Job.Label.OTHER_TERMS,
    created_by_id: int | None = None,
) -> int:
    """Refresh the texts of all titles that are noted, or of these, and queue those that have to be
    embedded anew. Returns how many there were; any number of processes may do it at once."""
    notes = OutdatedText.objects.order_by("movie_id", "pk").select_for_update(skip_locked=True)
    if movie_ids is not None:
        notes = notes.filter(movie_id__in=movie_ids)
    job: Job | None = None
    refreshed = 0
    while True:
        with transaction.atomic():
            taken = dict(notes.values_list("pk", "movie_id")[:CHUNK_SIZE])
            if not taken:
                return refreshed
            ids = sorted(set(taken.values()))
            refresh_texts(ids)
            job = queue.queue_changed_titles(ids, label=label, job=job, created_by_id=created_by_id)
            OutdatedText.objects.filter(pk__in=taken).delete()
        catalogue_changed()
        refreshed += len(ids)
