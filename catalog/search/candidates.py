"""Three ways to find a title for a text: by meaning, by words, by the look of its name.

Each returns at most `limit` titles as id → score, higher is better.
"""

import numpy as np
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from catalog.names import normalised_name
from catalog.querysets import MovieQuerySet
from catalog.search.lexemes import sorted_lexemes

# A word counts the same wherever a title has it: with Postgres's own weights, by which one in the
# name counts ten times one in the description, short validation requests find .179, not .232.
WEIGHTS = [1.0, 1.0, 1.0, 1.0]
RANK_OVER_RANK_PLUS_ONE = 32  # normalisation of ts_rank: to below 1, whatever the length

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
    rare, common = sorted_lexemes(text)
    return _by_lexemes(movies, rare, limit=limit) or _by_lexemes(movies, common, limit=limit)


def _by_lexemes(movies: MovieQuerySet, lexemes: list[str], *, limit: int) -> dict[int, float]:
    if not lexemes:
        return {}
    quoted = (lexeme.replace("\\", "\\\\").replace("'", "''") for lexeme in lexemes)
    any_of_them = SearchQuery(
        " | ".join(f"'{lexeme}'" for lexeme in quoted), search_type="raw", config="simple"
    )
    # F(): of a name alone Django makes to_tsvector(column::text), which parses each document anew,
    # at 100,000 titles in ten times the time.
    rank = SearchRank(
        F("search_document"),
        any_of_them,
        weights=WEIGHTS,
        normalization=RANK_OVER_RANK_PLUS_ONE,
    )
    matches = movies.filter(search_document=any_of_them).annotate(rank=rank)
    return dict(matches.order_by("-rank", "id").values_list("pk", "rank")[:limit])


def by_title(movies: MovieQuerySet, text: str, *, limit: int) -> dict[int, float]:
    """Trigram similarity of the whole title, from 0.3 (Postgres's threshold) to 1."""
    key = normalised_name(text)
    if not key or len(key) > LONGEST_TITLE_QUERY:
        return {}
    return dict(movies.titled_like(key)[:limit].values_list("pk", "similarity"))
