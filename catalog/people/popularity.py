"""How many credits each person has, kept beside the name: to put the best known first, nobody can
wait for the credits of 16,000 people whose names begin alike to be counted."""

from django.core.cache import cache
from django.db import connection

from catalog.version import catalogue_version

_COUNTED_KEY = "credits-counted"
_COUNTED_SECONDS = 24 * 3600


def count_credits() -> int:
    """Write the counts that have changed, and return how many; nothing to do in a catalogue that is
    as it was the last time.

    Who is being written by somebody else is left for the next time, so that an import, which locks
    people in an order of its own, never waits for this, nor this for it in turn.
    """
    version = catalogue_version()
    if cache.get(_COUNTED_KEY) == version:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH counted AS (
                SELECT credit.person_id, count(*) AS credit_count
                FROM catalog_credit AS credit
                JOIN catalog_movie AS movie ON movie.id = credit.movie_id
                WHERE movie.is_published AND NOT movie.is_adult AND movie.status = 'released'
                GROUP BY credit.person_id
            ), outdated AS MATERIALIZED (
                SELECT person.id, coalesce(counted.credit_count, 0) AS credit_count
                FROM catalog_person AS person
                LEFT JOIN counted ON counted.person_id = person.id
                WHERE person.credit_count <> coalesce(counted.credit_count, 0)
            ), free AS (
                SELECT person.id, outdated.credit_count
                FROM catalog_person AS person JOIN outdated USING (id)
                ORDER BY person.id
                FOR NO KEY UPDATE OF person SKIP LOCKED
            ), written AS (
                UPDATE catalog_person AS person SET credit_count = free.credit_count
                FROM free WHERE person.id = free.id
                RETURNING person.id
            )
            SELECT (SELECT count(*) FROM written), (SELECT count(*) FROM outdated)
            """
        )
        written: int
        written, outdated = cursor.fetchone()
    if written == outdated:
        cache.set(_COUNTED_KEY, version, _COUNTED_SECONDS)
    return written
