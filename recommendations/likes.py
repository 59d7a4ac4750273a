"""How many people who liked a title liked another as well."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from recommendations.collaborative.data import LIKED_STARS

# Of a film that tens of thousands liked, so many are asked: enough for a share, and a few
# milliseconds instead of seconds. Chosen by a hash, since the lowest ids have been here longest.
MOST_ASKED = 2_000

# With fewer people of this site, somebody could tell from a number what a friend likes. Raters came
# with a published set, and are counted however few they are.
FEWEST_PEOPLE_ASKED, FEWEST_PEOPLE_BOTH = 10, 5

# People of the site, who may have both made a favourite of it and rated it, and raters.
_LIKED_TOGETHER = """
WITH people AS (
    SELECT user_id FROM (
        SELECT user_id FROM recommendations_favorite WHERE movie_id = %(title)s
        UNION
        SELECT user_id FROM recommendations_rating
        WHERE movie_id = %(title)s AND value >= %(liked)s
    ) AS who_liked
    ORDER BY hashint8(user_id), user_id LIMIT %(most)s
), raters AS (
    SELECT rater_id FROM recommendations_raterrating
    WHERE movie_id = %(title)s AND value >= %(liked)s
    ORDER BY hashint8(rater_id), rater_id LIMIT %(most)s
), both_liked AS (
    SELECT movie_id, user_id, NULL::bigint AS rater_id
    FROM people JOIN recommendations_favorite USING (user_id)
    WHERE movie_id = ANY(%(others)s)
    UNION
    SELECT movie_id, user_id, NULL
    FROM people JOIN recommendations_rating USING (user_id)
    WHERE movie_id = ANY(%(others)s) AND value >= %(liked)s
    UNION
    SELECT movie_id, NULL, rater_id
    FROM raters JOIN recommendations_raterrating USING (rater_id)
    WHERE movie_id = ANY(%(others)s) AND value >= %(liked)s
)
SELECT movie_id, count(user_id), count(rater_id),
    (SELECT count(*) FROM people), (SELECT count(*) FROM raters)
FROM both_liked GROUP BY movie_id
"""


@dataclass(frozen=True, slots=True)
class LikedTogether:
    both: int
    asked: int
    """Of so many who liked the first title."""
    is_sample: bool = False
    """Whether perhaps more liked it than were asked."""


def liked_together(movie_id: int, others: Collection[int]) -> dict[int, LikedTogether]:
    """Of those of `others` that anybody liked who liked this title. A favourite, or four stars or
    more, is a like. Raters of imported sets count as people do, and alone where the people of this
    site are too few to be told of. One query."""
    values: dict[str, int | list[int]] = {
        "title": movie_id,
        "others": list(others),
        "liked": int(2 * LIKED_STARS),
        "most": MOST_ASKED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIKED_TOGETHER, values)
        found = {pk: _told(*counts) for pk, *counts in cursor.fetchall()}
    return {pk: likes for pk, likes in found.items() if likes.both}


def _told(people_both: int, raters_both: int, people: int, raters: int) -> LikedTogether:
    if people < FEWEST_PEOPLE_ASKED or people_both < FEWEST_PEOPLE_BOTH:
        people_both = people = 0
    return LikedTogether(
        people_both + raters_both, people + raters, is_sample=MOST_ASKED in (people, raters)
    )
