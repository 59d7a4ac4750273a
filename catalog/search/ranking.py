"""Ranks once to a bounded list of ids; pages are cut from the list."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from django.conf import settings
from django.core.cache import cache

from catalog.metrics import timed
from catalog.models import Movie
from catalog.search.cues import Request, understand
from catalog.search.cutoff import Evidence, evidence_of, is_close_enough
from catalog.search.exclusion import excluded_ids
from catalog.search.filters import Filters
from catalog.search.found import Found, find
from catalog.search.fusion import Features, best_first, features, fuse, fuse_ranks
from catalog.search.lexemes import AskedLexeme
from catalog.version import catalogue_version

MOST_RESULTS = 200

# What is behind it changes no order of titles, but takes Postgres seconds to read.
LONGEST_TEXT = 20_000

# The pages of one search, the way back to it, what many ask for: one ranking serves them all, until
# the catalogue changes (catalog/version.py); this long where nobody can say that it has, since the
# cache was away. Who shows a ranking leaves out what has been hidden since.
RANKING_CACHE_SECONDS = 600

# Another one with each change of what a ranking holds: one that an older version kept is not read.
RANKING_FORMAT = 3

# How long it is believed that there are vectors; that there are none is asked anew.
VECTORS_CACHE_SECONDS = 600

Mode = Literal["fused", "words", "vectors", "rrf"]


@dataclass(frozen=True, slots=True)
class Hit:
    movie_id: int
    score: float
    closeness: float | None = None
    """Cosine similarity to the request, where the title has a vector."""
    title_similarity: float | None = None
    """How like its name is to the request, where it is: see `names.by_name`."""
    words_score: float | None = None
    """The weight of the request's words that it has, where it has any."""


@dataclass(frozen=True, slots=True)
class Ranking:
    request: Request
    hits: list[Hit] = field(default_factory=list)
    by_meaning: bool = True
    """False where words alone ranked: no encoder, or not one vector that it made."""
    is_close_enough: bool = True
    """Whether any title comes close to the request; else the hits are the least bad."""
    asked: list[AskedLexeme] = field(default_factory=list)
    """The words that were looked for, with their weights."""


def search_titles(
    text: str,
    filters: Filters,
    *,
    ignored: frozenset[str] = frozenset(),
    like: int | None = None,
    mode: Mode = "fused",
    is_kept: bool = True,
) -> Ranking:
    """At most MOST_RESULTS titles for `text`, best first, under `filters`; kept for a while.

    `ignored` and `like` as in `understand`. `mode` is for measuring: by words and names alone, by
    vectors alone, or by reciprocal rank fusion; measurements ask anew each time (`is_kept`).
    """
    text = readable(text)
    if not is_kept:
        return _rank(text, filters, ignored, like, mode)
    asked = f"{RANKING_FORMAT} {filters} {sorted(ignored)} {like} {mode} {text}"
    digest = hashlib.sha256(asked.encode()).hexdigest()
    key = f"ranking:{catalogue_version()}:{settings.CLIP_MODEL}:{digest}"
    ranking: Ranking | None = cache.get(key)
    if ranking is None:
        ranking = _rank(text, filters, ignored, like, mode)
        # Else words alone answered, until the model is loaded or a title has been read: seconds.
        if ranking.by_meaning:
            cache.set(key, ranking, RANKING_CACHE_SECONDS)
    return ranking


def request_features(request: Request, filters: Filters) -> dict[int, Features]:
    """The figures that `fuse` weighs, of each candidate: all that fitting its weights takes."""
    return features(find(request, filters))


def readable(text: str) -> str:
    """What Postgres and the tokenizer take: no NUL, no half characters, no ten megabytes."""
    return text[:LONGEST_TEXT].replace("\0", " ").encode(errors="ignore").decode()


def _rank(
    text: str, filters: Filters, ignored: frozenset[str], like: int | None, mode: Mode
) -> Ranking:
    with timed("understand"):
        request = understand(text, ignored=ignored, like=like)
    found = find(request, filters, by_meaning=mode != "words")
    with timed("fusion"):
        ranked = _order(found, mode)[:MOST_RESULTS]
    if request.excluded:
        with timed("exclusion"):
            unwanted = excluded_ids(
                [pk for pk, _score in ranked], request.excluded, text=request.text
            )
        unwanted -= found.named_outright
        ranked = [item for item in ranked if item[0] not in unwanted]
    return Ranking(
        request=found.request,
        hits=[
            Hit(
                movie_id,
                score,
                found.facts[movie_id].closeness,
                found.title.get(movie_id),
                found.words.get(movie_id),
            )
            for movie_id, score in ranked
        ],
        by_meaning=bool(found.model) and (bool(found.meaning) or _has_vectors(found.model)),
        is_close_enough=is_answerable(found.request) or is_close_enough(evidence_in(found)),
        asked=found.asked,
    )


def evidence_in(found: Found) -> Evidence:
    """What the cut-off goes by; takes a query."""
    return evidence_of(
        found.request.text,
        vector=found.vector,
        model=found.model,
        words=found.words,
        title=found.title,
    )


def is_answerable(request: Request) -> bool:
    """Whether it names a title or a person that is here, or says nothing but what narrowed the
    search: no cut-off need look at those."""
    return (
        request.like is not None
        or request.is_said_by_cues
        or any(cue.name == "person" for cue in request.cues)
    )


def _order(found: Found, mode: Mode) -> list[tuple[int, float]]:
    if mode == "vectors":
        return best_first(found.meaning.items())
    if mode == "rrf":
        return fuse_ranks([found.meaning, found.words, found.title])
    return fuse(features(found), is_like=found.request.like is not None)


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
