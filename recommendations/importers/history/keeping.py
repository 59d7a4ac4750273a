"""Keeps what somebody confirmed: ratings, what they have seen, what they want to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from recommendations.importers.history.proposal import Item
from recommendations.marks import TAKES_AWAY
from recommendations.models import Mark

# Titles that were hidden or deleted since the preview are left out. The lock is the one that a row
# which refers to them takes: none of them goes before this transaction is over.
_TITLES = """
SELECT id FROM catalog_movie WHERE is_published AND id = ANY(%s) ORDER BY id FOR KEY SHARE
"""

# `xmax` is zero in a row that is new.
_RATE = """
INSERT INTO recommendations_rating (user_id, movie_id, value, created_at, updated_at)
SELECT %(user)s, * FROM unnest(
    %(movies)s::bigint[], %(values)s::smallint[],
    %(times)s::timestamptz[], %(times)s::timestamptz[]
)
ON CONFLICT (user_id, movie_id) DO {what}
RETURNING xmax = 0
"""
_KEEP = "NOTHING"
_REPLACE = """
UPDATE SET value = excluded.value, updated_at = now()
WHERE recommendations_rating.value <> excluded.value
"""

_MARK = """
INSERT INTO recommendations_mark (user_id, kind, movie_id, created_at)
SELECT %(user)s, %(kind)s, * FROM unnest(%(movies)s::bigint[], %(times)s::timestamptz[])
ON CONFLICT (user_id, movie_id, kind) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows are new, or others than before."""

    rated: int
    rated_anew: int
    seen: int
    wanted: int


@transaction.atomic
def keep(items: Sequence[Item], *, user_id: int, replace: bool) -> Kept:
    """`replace`: a rating that is there already becomes that of the file, else it stays."""
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, [[item.movie_id for item in items]])
        there = {pk for (pk,) in cursor.fetchall()}
        items = [item for item in items if item.movie_id in there]
        rated = [item for item in items if item.value]
        values = _columns(rated, user_id) | {"values": [item.value for item in rated]}
        cursor.execute(_RATE.format(what=_REPLACE if replace else _KEEP), values)
        is_new = [each for (each,) in cursor.fetchall()]
    return Kept(
        rated=sum(is_new),
        rated_anew=len(is_new) - sum(is_new),
        seen=_mark([item for item in items if item.is_seen], Mark.Kind.SEEN, user_id),
        wanted=_mark([item for item in items if item.is_wanted], Mark.Kind.WATCHLIST, user_id),
    )


def _mark(items: Sequence[Item], kind: Mark.Kind, user_id: int) -> int:
    if not items:
        return 0
    values = _columns(items, user_id) | {"kind": kind.value}
    with connection.cursor() as cursor:
        cursor.execute(_MARK, values)
        count = int(cursor.rowcount)
    mine = Mark.objects.filter(user_id=user_id, movie_id__in=values["movies"])
    mine.filter(kind__in=TAKES_AWAY[kind]).delete()
    return count


def _columns(items: Sequence[Item], user_id: int) -> dict[str, Any]:
    """A day has no time: noon is on it from Samoa to Hawaii, or nearly."""
    now = timezone.now()
    times = [min(datetime.combine(i.on, time(12), UTC), now) if i.on else now for i in items]
    return {"user": user_id, "movies": [item.movie_id for item in items], "times": times}
