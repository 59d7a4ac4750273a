"""Ranks once to a bounded list of ids; pages are cut from the list."""

import logging
from dataclasses import dataclass, field

from django.core.cache import cache

from catalog.embeddings.encoder import EncoderUnavailable
from catalog.embeddings.query import encode_query
from catalog.models import Movie
from catalog.search import candidates
from catalog.search.filters import Filters
from catalog.search.fusion import fuse

logger = logging.getLogger(__name__)

MOST_RESULTS = 200

# How long it is believed that there are vectors; that there are none is asked anew.
CACHE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Hit:
    movie_id: int
    score: float
    closeness: float | None = None
    """Cosine similarity to the query, where the title was found by meaning."""
    title_similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    hits: list[Hit] = field(default_factory=list)
    by_meaning: bool = True
    """False where words alone ranked: no encoder, or not one vector that it made."""


def search_titles(text: str, filters: Filters) -> Ranking:
    """At most MOST_RESULTS titles for `text`, best first, under `filters`."""
    movies = filters.apply()
    found: dict[str, dict[int, float]] = {
        "words": candidates.by_words(movies, text, limit=MOST_RESULTS),
        "title": candidates.by_title(movies, text, limit=MOST_RESULTS),
    }
    by_meaning = False
    try:
        vector, model = encode_query(text)
    except EncoderUnavailable as error:
        logger.warning("search by words alone: %s", error)
    else:
        found["meaning"] = candidates.by_meaning(movies, vector, model=model, limit=MOST_RESULTS)
        by_meaning = bool(found["meaning"]) or _has_vectors(model)
    closeness, similarity = found.get("meaning", {}), found["title"]
    return Ranking(
        hits=[
            Hit(movie_id, score, closeness.get(movie_id), similarity.get(movie_id))
            for movie_id, score in fuse(found)[:MOST_RESULTS]
        ],
        by_meaning=by_meaning,
    )


def _has_vectors(model: str) -> bool:
    """Whether any title has a vector of this model: none has on a fresh site, and right after a
    change of model. Where some have, a search that meets none has filters that let none through."""
    key = f"has-vectors:{model}"
    if cache.get(key):
        return True
    has_vectors = Movie.objects.embedded_by(model).exists()
    if has_vectors:
        cache.set(key, True, CACHE_SECONDS)
    return has_vectors
