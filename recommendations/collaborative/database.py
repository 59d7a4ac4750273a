"""The ratings that this site has: of raters from published sets, and of its own users.

Read by COPY in Postgres' binary form: rows of one width, which numpy takes as they come. 33 million
of them would be gigabytes as Python's objects.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier, Literal

from recommendations.collaborative.data import Ratings, UnusableRatings, ratings_of
from recommendations.collaborative.titles import titles_from_database
from recommendations.models import Favorite, RaterRating, Rating

FAVORITE_HALF_STARS = 10
"""What a favourite counts as that its user has not rated."""

# A person is a rater by the number of its row, or a user by that number's negative: both are
# counted from 1. Of a title that is favourite and rated, the rating counts.
_OPINIONS = """
    SELECT rater_id::bigint AS person, movie_id AS title, value AS half_stars, rated_at AS moment
    FROM {rater_ratings}
    UNION ALL
    SELECT -user_id, movie_id, value, updated_at FROM {ratings}
    UNION ALL
    SELECT -favorite.user_id, favorite.movie_id, {favorite}, favorite.created_at
    FROM {favorites} AS favorite
    WHERE NOT EXISTS (
        SELECT FROM {ratings} AS rating
        WHERE rating.user_id = favorite.user_id AND rating.movie_id = favorite.movie_id
    )
"""
_COPY = SQL(
    """
    COPY (
        SELECT person, title, half_stars::smallint, floor(extract(epoch FROM moment))::bigint
        FROM ({opinions}) AS opinions
    ) TO STDOUT (FORMAT BINARY)
    """
)

# https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": a head of 19 bytes; of
# each row the number of fields, and before each field its width; -1 fields are the end.
_HEAD = 19
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("person_width", ">i4"),
        ("person", ">i8"),
        ("title_width", ">i4"),
        ("title", ">i8"),
        ("half_stars_width", ">i4"),
        ("half_stars", ">i2"),
        ("moment_width", ">i4"),
        ("moment", ">i8"),
    ]
)


def ratings_from_database() -> Ratings:
    """All opinions at one moment, by person and title; ids of titles are those of `Movie`, those of
    people are `Rater`'s, and those of users below zero. Raises UnusableRatings for none at all."""
    parts = list(opinion_chunks())
    if not parts:
        raise UnusableRatings("nobody has rated anything yet, and nobody has a favourite")
    person, title, half_stars, moment = (
        np.concatenate([part[name] for part in parts])
        for name in ("person", "title", "half_stars", "moment")
    )
    # In an order of its own, so that the same opinions have the same digest.
    order = np.lexsort((title, person))
    ratings = ratings_of(
        person[order],
        title[order],
        half_stars[order].astype(np.float32) / 2,
        moment[order],
    )
    return replace(ratings, about=titles_from_database(ratings.title_ids))


def opinion_chunks() -> Iterator[np.ndarray]:
    """Rows with `person` int64, `title` int64, `half_stars` int16 and `moment` int64 (seconds since
    1970), as they lie in the tables, a few thousand at a time: memory stays flat."""
    kept = _ROW.names or ()
    names = [name for name in kept if not name.endswith(("fields", "width"))]
    native = np.dtype([(name, _ROW[name].newbyteorder("=")) for name in names])
    for rows in _rows_of_blocks(_blocks()):
        chunk = np.empty(len(rows), native)
        for name in names:
            chunk[name] = rows[name]
        yield chunk


def _blocks() -> Iterator[bytes]:
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(_statement()) as copy:
        for block in copy:
            yield bytes(block)


def _rows_of_blocks(blocks: Iterator[bytes], *, at_once: int = 1 << 20) -> Iterator[np.ndarray]:
    """Whole rows of `_ROW`, about `at_once` bytes of them together."""
    waiting, skip = bytearray(), _HEAD
    for block in blocks:
        waiting += block
        if skip and len(waiting) >= skip:
            del waiting[:skip]
            skip = 0
        if len(waiting) >= at_once:
            whole = len(waiting) - len(waiting) % _ROW.itemsize
            yield np.frombuffer(bytes(waiting[:whole]), _ROW)
            del waiting[:whole]
    # What is left after whole rows is the mark of the end, shorter than a row.
    if whole := len(waiting) - len(waiting) % _ROW.itemsize:
        yield np.frombuffer(bytes(waiting[:whole]), _ROW)


def _statement() -> Composed:
    tables = {
        "rater_ratings": Identifier(RaterRating._meta.db_table),
        "ratings": Identifier(Rating._meta.db_table),
        "favorites": Identifier(Favorite._meta.db_table),
        "favorite": Literal(FAVORITE_HALF_STARS),
    }
    return _COPY.format(opinions=SQL(_OPINIONS).format(**tables))
