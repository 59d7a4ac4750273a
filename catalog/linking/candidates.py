"""Pairs of records that may be of one film: of one name, about one year, and two platforms."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from catalog.linking.agreement import Facts, agreement
from catalog.linking.decisions import Candidate
from catalog.linking.names import film_name
from catalog.models import Source
from catalog.records import TitleRecord

READ_AT_ONCE = 5_000
COMPARED_AT_ONCE = 500

# Years apart. Catalogues differ about a film that was first seen in December, or at a festival.
NEAR_IN_TIME = 1

# A name that more records have says nothing, and its pairs would be more than anybody can decide.
MOST_OF_ONE_NAME = 100


@contextmanager
def named_records() -> Iterator[None]:
    """A table of this session, `link_name`: each film's record under its title, and under its
    original title where that is another."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.link_name")
        cursor.execute(
            "CREATE TEMPORARY TABLE link_name (source_id bigint, movie_id bigint, platform text, "
            "release_year integer, name text)"
        )
        for rows in _read_names():
            cursor.execute(
                "INSERT INTO link_name SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[],"
                " %s::integer[], %s::text[])",
                [list(column) for column in zip(*rows, strict=True)],
            )
        cursor.execute(
            "DELETE FROM link_name WHERE name IN "
            "(SELECT name FROM link_name GROUP BY name HAVING count(*) > %s)",
            [MOST_OF_ONE_NAME],
        )
        cursor.execute("CREATE INDEX ON link_name (name)")
        cursor.execute("ANALYZE link_name")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE IF EXISTS pg_temp.link_name")


def _read_names() -> Iterator[list[tuple[int, int, str, int, str]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, movie_id, platform, (record->>'release_year')::integer, "
                "record->>'title', record->>'original_title' FROM catalog_source "
                "WHERE id > %s AND record->>'kind' = 'film' AND record ? 'release_year' "
                "ORDER BY id LIMIT %s",
                [last, READ_AT_ONCE],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [
            (pk, movie_id, platform, year, name)
            for pk, movie_id, platform, year, title, original_title in rows
            for name in {film_name(title), film_name(original_title or title)}
        ]


def find_candidates() -> list[Candidate]:
    """All of them, of records whose titles are two; needs `named_records`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT least(a.source_id, b.source_id), greatest(a.source_id, b.source_id) "
            "FROM link_name a JOIN link_name b ON a.name = b.name AND a.platform < b.platform "
            "AND a.movie_id <> b.movie_id AND abs(a.release_year - b.release_year) <= %s "
            "ORDER BY 1, 2",
            [NEAR_IN_TIME],
        )
        pairs = cursor.fetchall()
    found: list[Candidate] = []
    for start in range(0, len(pairs), COMPARED_AT_ONCE):
        found += _compare(pairs[start : start + COMPARED_AT_ONCE])
    return found


def _compare(pairs: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    sources = Source.objects.in_bulk({pk for pair in pairs for pk in pair})
    facts = {pk: Facts.of(TitleRecord.from_json(s.record)) for pk, s in sources.items()}
    for first, second in pairs:
        if first in facts and second in facts:  # else deleted since we looked
            one, other = sources[first].movie_id, sources[second].movie_id
            if one != other:
                titles = (min(one, other), max(one, other))
                yield Candidate(titles, (first, second), *agreement(facts[first], facts[second]))


def platforms_of(titles: Iterable[int]) -> dict[int, frozenset[str]]:
    """Whose records each of these titles has."""
    platforms: dict[int, set[str]] = {title: set() for title in titles}
    rows = Source.objects.filter(movie__in=platforms).values_list("movie_id", "platform")
    for movie_id, platform in rows:
        platforms[movie_id].add(platform)
    return {title: frozenset(names) for title, names in platforms.items()}
