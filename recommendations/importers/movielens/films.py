"""The films of a folder, in tables of this session: names from movies.csv, ids from links.csv."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from catalog.importers.fields import required_text
from catalog.importers.rejects import Reject
from catalog.importers.rows import BadRow, RawRow
from catalog.importers.schema import RejectedRow
from catalog.importers.tmdb import read_id
from recommendations.importers.movielens.folder import LINKS, MOVIES, MovielensFolder
from recommendations.importers.movielens.names import split_title, title_keys
from recommendations.importers.movielens.opinions import read_number

LONGEST_TITLE = 1_000

_TABLES = ("movielens_film", "movielens_named", "movielens_linked", "movielens_key")

_MAKE = """
CREATE TEMPORARY TABLE movielens_named (film integer, line integer, title text, year integer);
CREATE TEMPORARY TABLE movielens_linked (film integer, line integer, tmdb_id text, imdb_id text);
CREATE TEMPORARY TABLE movielens_key (film integer, key text)
"""

_GATHER = """
CREATE TEMPORARY TABLE movielens_film AS
    SELECT film, coalesce(named.line, linked.line) AS line, title, year,
        coalesce(tmdb_id, '') AS tmdb_id, coalesce(imdb_id, '') AS imdb_id,
        NULL::bigint AS movie_id, NULL::text AS found_by
    FROM movielens_named named FULL JOIN movielens_linked linked USING (film);
ALTER TABLE movielens_film ADD PRIMARY KEY (film);
CREATE INDEX ON movielens_key (key);
ANALYZE movielens_film;
ANALYZE movielens_key
"""


@contextmanager
def film_tables(folder: MovielensFolder, reject: Callable[[Reject], None]) -> Iterator[None]:
    """`movielens_film` has a row for each film, `movielens_key` the keys that its title may have;
    `reject` gets the rows of no use."""
    _drop_tables()  # what a run on this connection left that could not
    _run(_MAKE)
    try:
        if MOVIES in folder:
            keys: list[tuple[int, str]] = []
            _copy("movielens_named", _named(folder, reject, keys))
            _copy("movielens_key", iter(keys))
        if LINKS in folder:
            _copy("movielens_linked", _linked(folder, reject))
        _run(_GATHER)
        yield
    finally:
        if connection.is_usable():
            _drop_tables()


def _named(
    folder: MovielensFolder, reject: Callable[[Reject], None], keys: list[tuple[int, str]]
) -> Iterator[tuple[Any, ...]]:
    def parse(film: int, row: RawRow) -> tuple[Any, ...]:
        title = required_text(row.cells, "title", LONGEST_TITLE)
        name, year = split_title(title)
        if year is not None:
            keys.extend((film, key) for key in title_keys(name))
        return film, row.line, title, year

    return _parsed(folder, MOVIES, parse, reject)


def _linked(folder: MovielensFolder, reject: Callable[[Reject], None]) -> Iterator[tuple[Any, ...]]:
    def parse(film: int, row: RawRow) -> tuple[Any, ...]:
        digits = row.cells["imdbId"].removeprefix("tt").removesuffix(".0")
        imdb_id = f"tt{digits.zfill(7)}" if digits.isdecimal() and digits.isascii() else ""
        return film, row.line, read_id(row.cells["tmdbId"]), imdb_id

    return _parsed(folder, LINKS, parse, reject)


def _parsed(
    folder: MovielensFolder,
    name: str,
    parse: Callable[[int, RawRow], tuple[Any, ...]],
    reject: Callable[[Reject], None],
) -> Iterator[tuple[Any, ...]]:
    """Rows of a file that tells of films, no film twice."""
    lines: dict[int, int] = {}
    for row in folder.rows(name):
        if isinstance(row, BadRow):
            reject(Reject(row.line, row.reason, row.raw, name))
            continue
        try:
            film = read_number(row.cells, "movieId")
            if film in lines:
                reason = _("%(column)s %(id)s stands already in line %(line)s")
                where = {"column": "movieId", "id": film, "line": lines[film]}
                raise RejectedRow(reason % where)
            parsed = parse(film, row)
        except RejectedRow as error:
            reject(Reject(row.line, str(error), ",".join(row.cells.values())[:500], name))
            continue
        lines[film] = row.line
        yield parsed


def _copy(table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _drop_tables() -> None:
    _run(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in _TABLES)}")


def _run(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
