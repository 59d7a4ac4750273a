"""What Postgres does with the vector query: which index, how many rows, how near to exact."""

import json
from typing import Any

from catalog.querysets import MovieQuerySet

HNSW_INDEX = "movie_embedding_hnsw"
COMPARED = 5  # queries of which the exact answer is taken too
FIRST = 24  # titles, a page


def vector_query_facts(queries: list[str]) -> dict[str, Any]:
    """Filter → index used, rows found and milliseconds; and the recall without a filter."""
    from catalog.embeddings.query import encode_query
    from catalog.models import Genre
    from catalog.search.filters import Filters
    from catalog.search.ranking import MOST_RESULTS

    genres = sorted(Genre.objects.all(), key=lambda genre: genre.movies.count())
    choices = {
        "no_filter": Filters(),
        "kind_film": Filters(kind="film"),
        "largest_genre": Filters(genre=genres[-1].name),
        "smallest_genre": Filters(genre=genres[0].name),
        "one_year": Filters(year_from=2015, year_to=2015),
    }
    vector, model = encode_query(queries[0])
    facts: dict[str, Any] = {
        name: _plan(filters.apply().nearest_to(vector.tolist(), model=model)[:MOST_RESULTS])
        for name, filters in choices.items()
    }
    facts[f"recall_at_{FIRST}"] = _recall(queries[:COMPARED])
    return facts


def _plan(movies: MovieQuerySet) -> dict[str, Any]:
    explained = json.loads(
        movies.values_list("pk", "distance").explain(format="json", analyze=True)
    )[0]
    indexes = sorted(set(_indexes(explained["Plan"])))
    return {
        "uses_hnsw": HNSW_INDEX in indexes,
        "indexes": ", ".join(indexes),
        "rows": explained["Plan"]["Actual Rows"],
        "ms": explained["Execution Time"],
    }


def _indexes(node: dict[str, Any]) -> list[str]:
    own = [node["Index Name"]] if "Index Name" in node else []
    return own + [name for child in node.get("Plans", []) for name in _indexes(child)]


def _recall(queries: list[str]) -> float:
    """Share of the exact first page that is first in what the site's own query finds too."""
    from django.db import connection, transaction

    from catalog.embeddings.query import encode_query
    from catalog.search.candidates import by_meaning
    from catalog.search.filters import Filters
    from catalog.search.ranking import MOST_RESULTS

    shares = []
    for query in queries:
        vector, model = encode_query(query)
        movies = Filters().apply()
        found = by_meaning(movies, vector, model=model, limit=MOST_RESULTS)
        first = sorted(found, key=found.__getitem__, reverse=True)[:FIRST]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off")
            exact = by_meaning(movies, vector, model=model, limit=FIRST)
        shares.append(len(exact.keys() & set(first)) / len(exact))
    return sum(shares) / len(shares)
