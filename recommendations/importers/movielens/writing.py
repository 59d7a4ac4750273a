"""From rows of a file to ratings and tags in Postgres: a chunk is copied into a table of this
session, and written from there by a few statements, whatever its size."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext as _

from catalog.importers.rejects import Reject
from recommendations.importers.movielens.opinions import Opinion
from recommendations.models import Rater, RaterRating, RaterTag

_MAKE = """
DROP TABLE IF EXISTS pg_temp.movielens_opinion;
CREATE TEMPORARY TABLE movielens_opinion
    (line integer, rater integer, film integer, said {type}, at bigint)
"""

# What stands there twice, and what is of films that the folder does not know.
_REJECT = """
WITH numbered AS (
    SELECT *, first_value(line) OVER (PARTITION BY rater, film{said_too} ORDER BY line) AS first
    FROM movielens_opinion
), rejected AS (
    SELECT line, rater, film, said::text, at, NULLIF(first, line) AS first FROM numbered
    WHERE first < line
        OR NOT EXISTS (SELECT FROM movielens_film WHERE movielens_film.film = numbered.film)
), gone AS (
    DELETE FROM movielens_opinion WHERE line IN (SELECT line FROM rejected)
)
SELECT * FROM rejected ORDER BY line
"""

_COUNT_LEFT_OUT = """
SELECT film, count(*) FROM movielens_opinion JOIN movielens_film USING (film)
WHERE movie_id IS NULL GROUP BY film
"""

_WRITE_RATERS = """
INSERT INTO {raters} (dataset, number)
SELECT DISTINCT %(dataset)s, rater
FROM movielens_opinion JOIN movielens_film USING (film)
WHERE movie_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM {raters} WHERE dataset = %(dataset)s AND number = rater
)
ORDER BY rater
"""

# Two films of MovieLens may be one title here: what was said last counts. Rows that are as they
# were are not touched: even a conflict that changes nothing would write to each of them.
_WRITE = """
WITH told AS (
    SELECT DISTINCT ON (rater.id, movie_id{said_too})
        movie_id, rater.id AS rater_id, said, to_timestamp(at) AS at
    FROM movielens_opinion
    JOIN movielens_film USING (film)
    JOIN {raters} rater ON rater.dataset = %(dataset)s AND rater.number = movielens_opinion.rater
    WHERE movie_id IS NOT NULL
    ORDER BY rater.id, movie_id{said_too}, at DESC, movielens_opinion.line DESC
), changed AS (
    SELECT told.*, old.id IS NULL AS is_new
    FROM told LEFT JOIN {table} old
        ON old.rater_id = told.rater_id AND old.movie_id = told.movie_id{and_said}
    WHERE old.id IS NULL OR (old.{said}, old.{at}) IS DISTINCT FROM (told.said, told.at)
), written AS (
    INSERT INTO {table} (movie_id, {at}, rater_id, {said})
    SELECT movie_id, at, rater_id, said FROM changed
    ON CONFLICT (rater_id, movie_id{key_said})
        DO UPDATE SET {said} = excluded.{said}, {at} = excluded.{at}
)
SELECT count(*), count(*) FILTER (WHERE is_new) FROM changed
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Where opinions of one kind are kept."""

    model: type[RaterRating] | type[RaterTag]
    said: str
    at: str
    type: str
    is_said_many_times: bool = False
    """Whether a rater may say several things of a title."""

    def sql(self, statement: str) -> str:
        return statement.format(
            table=self.model._meta.db_table,
            raters=Rater._meta.db_table,
            said=self.said,
            at=self.at,
            type=self.type,
            said_too=", said" if self.is_said_many_times else "",
            key_said=f", {self.said}" if self.is_said_many_times else "",
            and_said=f" AND old.{self.said} = told.said" if self.is_said_many_times else "",
        )


RATING_TABLE = Table(RaterRating, "value", "rated_at", "smallint")
TAG_TABLE = Table(RaterTag, "tag", "tagged_at", "text", is_said_many_times=True)


@dataclass(slots=True)
class Written:
    """What became of a chunk. `left_out` counts, by film, what is of no title here."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    raters: int = 0
    left_out: Counter[int] = field(default_factory=Counter)
    rejected: list[Reject] = field(default_factory=list)


def write_opinions(opinions: Sequence[Opinion], table: Table, *, dataset: str) -> Written:
    """All or none of them, in the caller's transaction; needs the films' tables."""
    with connection.cursor() as cursor:
        cursor.execute(table.sql(_MAKE))
        with cursor.cursor.copy("COPY movielens_opinion FROM STDIN") as copy:
            for opinion in opinions:
                copy.write_row(opinion)
        cursor.execute("ANALYZE movielens_opinion")
        cursor.execute(table.sql(_REJECT))
        written = Written(rejected=[_rejected(*row) for row in cursor.fetchall()])
        cursor.execute(_COUNT_LEFT_OUT)
        written.left_out.update(dict(cursor.fetchall()))
        cursor.execute(table.sql(_WRITE_RATERS), {"dataset": dataset})
        written.raters = cursor.rowcount
        cursor.execute(table.sql(_WRITE), {"dataset": dataset})
        changed, written.created = cursor.fetchone()
    written.updated = changed - written.created
    taken = len(opinions) - len(written.rejected) - written.left_out.total()
    # Two films of one title are one rating of it: the other is as good as there.
    written.unchanged = taken - changed
    connection.check_constraints()  # now, and not at the end of the caller's transaction
    return written


def _rejected(line: int, rater: int, film: int, said: str, at: int, first: int | None) -> Reject:
    if first:
        reason = _("userId %(rater)s and movieId %(film)s stand already in line %(line)s")
        reason %= {"rater": rater, "film": film, "line": first}
    else:
        reason = _("movieId %(film)s is a film that the folder does not tell of") % {"film": film}
    return Reject(line, reason, f"{rater},{film},{said},{at}")
