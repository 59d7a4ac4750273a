"""Seen, not interested, watchlist: what becomes of a press, and what is hidden by it."""

from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

from recommendations.models import Mark
from recommendations.models.mark import HIDING_KINDS as HIDING_KINDS

# Whoever has seen a title, or does not want to, waits for it no more; and the other way round.
TAKES_AWAY: dict[str, set[str]] = {
    Mark.Kind.SEEN: {Mark.Kind.WATCHLIST},
    Mark.Kind.DISMISSED: {Mark.Kind.WATCHLIST},
    Mark.Kind.WATCHLIST: {Mark.Kind.DISMISSED},
}


def hidden_ids(user: AbstractBaseUser | AnonymousUser) -> set[int]:
    """Titles that this user has seen or dismissed; none for somebody who is not logged in."""
    if not user.is_authenticated:
        return set()
    return set(Mark.objects.filter(user_id=user.pk).hiding().values_list("movie_id", flat=True))


@transaction.atomic
def add_mark(*, user_id: int, movie_id: int, kind: str) -> tuple[bool, set[str]]:
    """Whether the mark is new, and which others it took away; a mark that was there stays, with
    its date. Raises IntegrityError where the title is gone meanwhile."""
    _mark, is_new = Mark.objects.get_or_create(user_id=user_id, movie_id=movie_id, kind=kind)
    taken_away = Mark.objects.filter(user_id=user_id, movie_id=movie_id, kind__in=TAKES_AWAY[kind])
    kinds = set(taken_away.values_list("kind", flat=True))
    if kinds:
        taken_away.delete()
    return is_new, kinds


@transaction.atomic
def remove_mark(*, user_id: int, movie_id: int, kind: str, restore: Collection[str] = ()) -> bool:
    """Whether there was such a mark. `restore` are the kinds that it had taken away."""
    mine = Mark.objects.filter(user_id=user_id, movie_id=movie_id)
    removed, _rows = mine.filter(kind=kind).delete()
    for other in restore:
        Mark.objects.get_or_create(user_id=user_id, movie_id=movie_id, kind=other)
    return bool(removed)
