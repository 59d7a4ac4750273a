"""Which titles of the catalogue somebody's history tells of; hidden ones are unknown here."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.names import normalised_name
from recommendations.importers.history.entries import Entry

ASKED_AT_ONCE = 1_000

# Catalogues differ about the year of a film that was first seen at a festival.
NEAR_IN_TIME = 1

# Two indexes, which one condition with OR would use neither of.
_BY_NAME = """
SELECT found.key, title.id, kind, release_year, coalesce(figures.vote_count, 0) AS votes,
    EXISTS (SELECT FROM catalog_source source
            WHERE source.movie_id = title.id AND platform = 'netflix') AS is_on_netflix
FROM (
    SELECT title_key AS key, id FROM catalog_movie WHERE title_key = ANY(%(keys)s)
    UNION
    SELECT original_title_key, id FROM catalog_movie
    WHERE original_title_key = ANY(%(keys)s) AND original_title_key <> ''
) found
JOIN catalog_movie title ON title.id = found.id AND title.is_published
LEFT JOIN catalog_figures figures ON figures.movie_id = title.id
"""
_BY_IMDB_ID = """
SELECT imdb_id, min(id) FROM catalog_movie
WHERE imdb_id = ANY(%(ids)s) AND is_published GROUP BY imdb_id HAVING count(*) = 1
"""


@dataclass(frozen=True, slots=True)
class _Title:
    pk: int
    kind: str
    year: int | None
    votes: int
    is_on_netflix: bool


class Matches:
    """Asks for all of the entries at once, in a few queries for each thousand names."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        self._by_imdb_id = dict(_asked(_BY_IMDB_ID, "ids", (entry.imdb_id for entry in entries)))
        self._by_key: dict[str, list[_Title]] = defaultdict(list)
        keys = (_key(name) for entry in entries for name in _names(entry))
        for key, *values in _asked(_BY_NAME, "keys", keys):
            self._by_key[key].append(_Title(*values))

    def title_of(self, entry: Entry) -> int | None:
        """Its id; None where there is none, or no telling which it is."""
        if found := self._by_imdb_id.get(entry.imdb_id):
            return found
        for name in (entry.title, entry.other_title):
            if name and (found := self._named(entry, self._by_key[_key(name)])):
                return found
        for show in entry.shows:
            series = [title for title in self._by_key[_key(show)] if title.kind == "series"]
            if series:
                return _best(series).pk
        return None

    def _named(self, entry: Entry, titles: list[_Title]) -> int | None:
        if entry.kind:
            titles = [title for title in titles if title.kind == entry.kind]
        if entry.year is None:
            # As in all that Netflix gives: of several the one that it has, else the most voted.
            return _best(titles).pk if titles else None
        apart = [(abs(title.year - entry.year), title) for title in titles if title.year]
        for distance in range(NEAR_IN_TIME + 1):
            near = [title for years, title in apart if years == distance]
            # A film and a series of one year: histories are of films, unless they say otherwise.
            near = [title for title in near if title.kind == "film"] or near
            if len(near) == 1:
                return near[0].pk
            if near:
                return None
        return None


def _best(titles: Sequence[_Title]) -> _Title:
    return max(titles, key=lambda title: (title.is_on_netflix, title.votes, -title.pk))


def _names(entry: Entry) -> list[str]:
    return [name for name in (entry.title, entry.other_title, *entry.shows) if name]


def _key(name: str) -> str:
    return normalised_name(name)[:TITLE_KEY_LENGTH]


def _asked(query: str, name: str, values: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    wanted = sorted(set(values) - {""})
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), ASKED_AT_ONCE):
            cursor.execute(query, {name: wanted[start : start + ASKED_AT_ONCE]})
            yield from cursor.fetchall()
