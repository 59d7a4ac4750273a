"""Two ways to find a title for a text: by meaning and by words. The third, by the look of its name,
is in names.py.

Each returns titles as id → score, higher is better.
"""

from collections.abc import Collection, Sequence

import numpy as np
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Value

from catalog.models import Movie
from catalog.querysets import MovieQuerySet
from catalog.search.arrays import IsAnyOf
from catalog.search.lexemes import AskedLexeme

# A lookup in the GIN index for each word: no document is read, which `ts_rank` does for each match.
_SUM = """
WITH scored AS MATERIALIZED (
    SELECT found.id, sum(asked.weight) AS score
    FROM unnest(%s::text[], %s::float8[]) AS asked (word, weight)
    CROSS JOIN LATERAL ({movies}) AS found
    GROUP BY found.id
)
(SELECT id, score FROM scored ORDER BY score DESC, id LIMIT %s)
UNION
SELECT id, score FROM scored WHERE id = ANY(%s::bigint[])
"""


# Comparing so many takes Postgres as long as finding a hundred of them in the HNSW index, which
# gets the longer the fewer there are.
MOST_COMPARED = 4_000

BIGINTS = ArrayField(BigIntegerField())


class HasAskedWord(Func):
    """In the statement above."""

    template = "%(expressions)s @@ asked.word::tsquery"
    output_field = BooleanField()


def by_meaning(
    movies: MovieQuerySet,
    vector: np.ndarray,
    *,
    model: str,
    limit: int,
    is_narrowed: bool = False,
) -> dict[int, float]:
    """Cosine similarity of the embeddings. Of titles that filters have narrowed to a few thousand
    each is compared, since the index would be searched in vain for most of the time.

    Titles without a description come only where those with one do not fill the list: what they have
    is the vector of a name and of genres, which is near to anything that is short."""
    told = movies.exclude(description="")
    found = _nearest(told, vector, model=model, limit=limit, is_narrowed=is_narrowed)
    if len(found) < limit:
        untold = movies.filter(description="")
        left = limit - len(found)
        found |= _nearest(untold, vector, model=model, limit=left, is_narrowed=is_narrowed)
    return found


def _nearest(
    movies: MovieQuerySet, vector: np.ndarray, *, model: str, limit: int, is_narrowed: bool
) -> dict[int, float]:
    nearest = movies.nearest_to(vector.tolist(), model=model)
    if is_narrowed:
        ids = list(movies.order_by().values_list("pk", flat=True)[: MOST_COMPARED + 1])
        if len(ids) <= MOST_COMPARED:
            few = Movie.objects.filter(IsAnyOf(F("pk"), Value(ids, output_field=BIGINTS)))
            # A sum, which no index has.
            nearest = few.nearest_to(vector.tolist(), model=model).order_by(F("distance") + 0.0)
    found = nearest.values_list("pk", "distance")[:limit]
    return {pk: 1.0 - distance for pk, distance in found}


def by_words(
    movies: MovieQuerySet,
    asked: Sequence[AskedLexeme],
    *,
    limit: int,
    also: Collection[int] = (),
) -> dict[int, float]:
    """The sum of the weights of the words that a title has, wherever it has them; of the best
    `limit` titles, and of those of `also` that have any."""
    if not asked:
        return {}
    having = movies.order_by().filter(HasAskedWord(F("search_document"))).values("id")
    try:
        statement, parameters = having.query.sql_with_params()
    except EmptyResultSet:
        return {}
    words = [as_query(lexeme) for lexeme in asked]
    weights = [lexeme.weight for lexeme in asked]
    with connection.cursor() as cursor:
        cursor.execute(
            _SUM.format(movies=statement), [words, weights, *parameters, limit, list(also)]
        )
        return dict(cursor.fetchall())


def as_query(lexeme: AskedLexeme) -> str:
    """As a `tsquery` that is this lexeme, whatever is in it, or its phrase."""
    return lexeme.phrase or "'" + lexeme.word.replace("\\", "\\\\").replace("'", "''") + "'"
