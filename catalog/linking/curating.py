"""What a curator decides about a pair of records."""

from django.db import transaction
from django.utils import timezone

from catalog.embeddings import queue
from catalog.linking.agreement import Agreement
from catalog.linking.decisions import Candidate
from catalog.linking.joining import join_titles
from catalog.models import Movie, SourcePair
from catalog.version import catalogue_changed


@transaction.atomic
def join_pair(pair: SourcePair, *, by_user_id: int | None) -> Movie:
    """Make one title of the two, as the site does by itself, and return it; if they are one by
    now, the decision alone is noted."""
    titles = _titles(pair)
    if titles[0] != titles[1]:
        _decide_all(titles, SourcePair.Status.JOINED, by_user_id=by_user_id)
        records = (min(pair.first_id, pair.second_id), max(pair.first_id, pair.second_id))
        join_titles([Candidate(titles, records, Agreement.SAME, SourcePair.Reason(pair.reason))])
        label = str(Movie.objects.only("title", "release_year").get(pk=titles[0]))
        queue.queue_changed_titles([titles[0]], label=label, created_by_id=by_user_id)
        catalogue_changed()
    _decide(pair, SourcePair.Status.JOINED, by_user_id=by_user_id)
    return Movie.objects.get(pk=titles[0])


@transaction.atomic
def keep_apart(pair: SourcePair, *, by_user_id: int | None) -> bool:
    """Have no later run make one title of the two; False, and nothing is done, if they are one by
    now: then one of them has to be split off (catalog/splitting.py)."""
    first, second = _titles(pair)
    if first == second:
        return False
    _decide(pair, SourcePair.Status.APART, by_user_id=by_user_id)
    return True


def _titles(pair: SourcePair) -> tuple[int, int]:
    """Of the two records, the older one first; both rows are locked."""
    for _attempt in range(2):
        pair.refresh_from_db(from_queryset=SourcePair.objects.select_related("first", "second"))
        one, other = pair.first.movie_id, pair.second.movie_id
        locked = Movie.objects.filter(pk__in=[one, other]).locked_for_deletion()
        if len(locked.values_list("pk")) == len({one, other}):
            break  # else merged between the two looks: the second sees into what
    return min(one, other), max(one, other)


def _decide(pair: SourcePair, status: SourcePair.Status, *, by_user_id: int | None) -> None:
    pair.status, pair.decided_by_id, pair.decided_at = status, by_user_id, timezone.now()
    pair.save(update_fields=["status", "decided_by", "decided_at"])


def _decide_all(
    titles: tuple[int, int], status: SourcePair.Status, *, by_user_id: int | None
) -> None:
    """Every pair of records of these titles: they were one question."""
    SourcePair.objects.filter(first__movie__in=titles, second__movie__in=titles).update(
        status=status, decided_by_id=by_user_id, decided_at=timezone.now()
    )
