"""Ranks once to a bounded list of ids; pages are cut from the list."""

import hashlib
import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache

from catalog.embeddings.encoder import EncoderUnavailable
from catalog.embeddings.query import encode_query
from catalog.metrics import timed
from catalog.models import Movie
from catalog.search import candidates
from catalog.search.filters import Filters
from catalog.search.fusion import fuse
from catalog.version import catalogue_version

logger = logging.getLogger(__name__)

MOST_RESULTS = 200

# The pages of one search, the way back to it, what many ask for: one ranking serves them all, until
# the catalogue changes (catalog/version.py); this long where nobody can say that it has, since the
# cache was away. Who shows a ranking leaves out what has been hidden since.
RANKING_CACHE_SECONDS = 600

# How long it is believed that there are vectors; that there are none is asked anew.
VECTORS_CACHE_SECONDS = 600


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
    """At most MOST_RESULTS titles for `text`, best first, under `filters`; kept for a while."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    key = f"ranking:{catalogue_version()}:{settings.CLIP_MODEL}:{digest}:{filters}"
    ranking: Ranking | None = cache.get(key)
    if ranking is None:
        ranking = _rank(text, filters)
        # Else words alone answered, until the model is loaded or a title has been read: seconds.
        if ranking.by_meaning:
            cache.set(key, ranking, RANKING_CACHE_SECONDS)
    return ranking


def _rank(text: str, filters: Filters) -> Ranking:
    movies = filters.apply()
    found: dict[str, dict[int, float]] = {}
    with timed("words"):
        found["words"] = candidates.by_words(movies, text, limit=MOST_RESULTS)
    with timed("title"):
        found["title"] = candidates.by_title(movies, text, limit=MOST_RESULTS)
    by_meaning = False
    try:
        with timed("encode"):
            vector, model = encode_query(text)
    except EncoderUnavailable as error:
        logger.warning("search by words alone: %s", error)
    else:
        with timed("meaning"):
            found["meaning"] = candidates.by_meaning(
                movies, vector, model=model, limit=MOST_RESULTS
            )
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
        cache.set(key, True, VECTORS_CACHE_SECONDS)
    return has_vectors
