"""Three ways to find a title for a text: by meaning, by words, by the look of its name.

Each returns at most `limit` titles as id → score, higher is better.
"""

import numpy as np
from django.contrib.postgres.search import SearchQuery

from catalog.names import normalised_name
from catalog.querysets import MovieQuerySet
from catalog.search.lexemes import telling_lexemes

# Titles have at most a few words; a plot of fifty is not compared with them.
LONGEST_TITLE_QUERY = 100


def by_meaning(
    movies: MovieQuerySet, vector: np.ndarray, *, model: str, limit: int
) -> dict[int, float]:
    """Cosine similarity of the embeddings."""
    nearest = movies.nearest_to(vector.tolist(), model=model)[:limit]
    return {pk: 1.0 - distance for pk, distance in nearest.values_list("pk", "distance")}


def by_words(movies: MovieQuerySet, text: str, *, limit: int) -> dict[int, float]:
    """Full-text rank, where any word of the text may match: a plot is never repeated in full."""
    lexemes = telling_lexemes(text)
    if not lexemes:
        return {}
    quoted = (lexeme.replace("\\", "\\\\").replace("'", "''") for lexeme in lexemes)
    any_of_them = SearchQuery(
        " | ".join(f"'{lexeme}'" for lexeme in quoted), search_type="raw", config="simple"
    )
    matches = movies.matching_words(any_of_them)[:limit]
    return dict(matches.values_list("pk", "rank"))


def by_title(movies: MovieQuerySet, text: str, *, limit: int) -> dict[int, float]:
    """Trigram similarity of the whole title, from 0.3 (Postgres's threshold) to 1."""
    key = normalised_name(text)
    if not key or len(key) > LONGEST_TITLE_QUERY:
        return {}
    return dict(movies.titled_like(key)[:limit].values_list("pk", "similarity"))
