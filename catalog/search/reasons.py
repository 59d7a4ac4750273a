"""Why a title is among the results: which words of the query it has."""

import re
from collections.abc import Collection

from django.db import connection

from catalog.models.movie import SEARCH_CONFIGURATION

MOST_WORDS = 60


def matched_words(text: str, movie_ids: Collection[int]) -> dict[int, list[str]]:
    """For each title, the words of `text`, as typed, that its search document has."""
    words = list(dict.fromkeys(re.findall(r"[\w'’]+", text)))[:MOST_WORDS]
    if not words or not movie_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT movie.id, array_agg(asked.word ORDER BY asked.position)
            FROM catalog_movie AS movie
            JOIN (
                SELECT word, position, plainto_tsquery(%s::regconfig, word) AS query
                FROM unnest(%s::text[]) WITH ORDINALITY AS given (word, position)
            ) AS asked ON movie.search_document @@ asked.query
            WHERE movie.id = ANY(%s) AND numnode(asked.query) > 0
            GROUP BY movie.id
            """,
            [SEARCH_CONFIGURATION, words, list(movie_ids)],
        )
        return dict(cursor.fetchall())
