"""All that was found for a request, by each way, and what is known of each title that was."""

import logging
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.db.models import (
    Case,
    Exists,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    Transform,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from pgvector.django import CosineDistance

from catalog.embeddings.encoder import EncoderUnavailable
from catalog.embeddings.query import encode_query
from catalog.metrics import timed
from catalog.models import Movie
from catalog.querysets import MovieQuerySet
from catalog.search import candidates, names
from catalog.search.cues import Cue, Request
from catalog.search.filters import Filters
from catalog.search.lexemes import AskedLexeme, asked_lexemes
from catalog.search.more_like import with_title
from catalog.search.typical import apart_from_typical

logger = logging.getLogger(__name__)

# By meaning and by words each. With 200 as many are found among the first ten, and .715 instead of
# .687 of short requests among the first hundred, for half as much time again.
CANDIDATES = 100
NAMED = 50  # titles that are spelt like the request

# Of a title that has not what the request says outright ("Korean"), the name has to be nearly this.
LEAST_LIKENESS_OUTSIDE = 0.6

# More in one request are hardly one wish; each takes a subquery for each candidate.
MOST_CUES = 6

# Only what Filters can say can be looked up; years are compared by their distance.
_LOOKED_UP = {"kind", "genre", "country", "language", "person", "platform", "black_and_white"}

# A title of zombies is in black and white, or it is not: "black" and "white" are of other things.
# What other cues say, their titles have in their genres, countries, people and keywords.
_SAID_TOGETHER = {"black_and_white"}


class OctetLength(Transform):
    function = "octet_length"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a candidate, whichever way found it."""

    year: int | None
    votes: int
    closeness: float | None
    """Cosine similarity to the request; None without a vector of the model, or an encoder."""
    is_described: bool
    length: int
    """Bytes of its description and keywords."""
    fits: int
    """How many of the cues that do not narrow the search hold of it."""


@dataclass(slots=True)
class Found:
    """Scores by each way as id → score, and the facts of every title in them."""

    request: Request
    asked: list[AskedLexeme] = field(default_factory=list)
    vector: np.ndarray | None = None
    sought: np.ndarray | None = None
    """What titles are compared with: what sets `vector` apart."""
    model: str = ""
    """Of both vectors; "" without an encoder."""
    meaning: dict[int, float] = field(default_factory=dict)
    words: dict[int, float] = field(default_factory=dict)
    title: dict[int, float] = field(default_factory=dict)
    named_outright: frozenset[int] = frozenset()
    """Titles whose name is all that was typed, though some of it looked like something else."""
    facts: dict[int, Facts] = field(default_factory=dict)
    boosts: list[Cue] = field(default_factory=list)
    """Those of its cues that `Facts.fits` counts."""


def find(request: Request, filters: Filters, *, by_meaning: bool = True) -> Found:
    """Candidates for the request, by words and names alone if not `by_meaning`. By its name a title
    is found under `filters` alone, since a film may be called "1984"; else under those that the
    request itself narrows too, unless no title is left by them."""
    found = Found(request)
    if by_meaning:
        with timed("encode"):
            _encode(found)
    narrowed = request.filters(filters)
    text = request.text.strip()
    with timed("title"):
        # "Like Jaws, but funny" is no name: it would find "Sunny".
        if text and request.like is None:
            found.title = names.by_name(filters.apply(), text, limit=NAMED)
        if request.typed.strip() != text:
            outright = _named_outright(request.typed, filters)
            found.title |= outright
            found.named_outright = frozenset(outright)
    with timed("lexemes"):
        found.asked = asked_lexemes(text, phrases=_phrases(found))
    _look_under(narrowed, found)
    if narrowed != filters and not found.meaning and not found.words:
        narrowed = filters
        found.request = request.unsurely()
        _look_under(narrowed, found)
    with timed("facts"):
        _learn_facts(found, narrowed, is_narrowed=narrowed != filters)
    if request.like is not None:
        _forget(found, {request.like})
    return found


def _phrases(found: Found) -> list[str]:
    """What the request says by cues whose words, one by one, say something else; none where all of
    it is a title's name, or nearly."""
    if any(score >= names.ONE_EDIT for score in found.title.values()):
        return []
    said = (cue.words for cue in found.request.cues if cue.name in _SAID_TOGETHER)
    return [words for words in said if words in found.request.text]


def _named_outright(typed: str, filters: Filters) -> dict[int, float]:
    """As "River of No Return" rules out nothing, and "Like Crazy" is not like another."""
    named = names.by_name(filters.apply(), typed, limit=NAMED)
    return {pk: score for pk, score in named.items() if score == names.EXACT}


def _encode(found: Found) -> None:
    """The vector of what the request says, together with that of the title that it names."""
    request = found.request
    if not request.text.strip() and request.like is None:
        return
    try:
        vector, model = encode_query(request.text)
    except EncoderUnavailable as error:
        logger.warning("search by words alone: %s", error)
        return
    found.model = model
    found.vector = vector
    if request.like is not None:
        said = vector if request.text.strip() else None
        found.vector = with_title(said, request.like, model=model)
    if found.vector is not None:
        found.sought = apart_from_typical(found.vector, model=model)


def _look_under(filters: Filters, found: Found) -> None:
    movies = filters.apply()
    if found.sought is not None:
        with timed("meaning"):
            found.meaning = candidates.by_meaning(
                movies,
                found.sought,
                model=found.model,
                limit=CANDIDATES,
                is_narrowed=filters.is_narrowed,
            )
    with timed("words"):
        also = [*found.meaning, *found.title]
        found.words = candidates.by_words(movies, found.asked, limit=CANDIDATES, also=also)


def _learn_facts(found: Found, filters: Filters, *, is_narrowed: bool) -> None:
    """In one query; titles that are in none of the three have lost their place."""
    ids = list({*found.meaning, *found.words, *found.title})
    found.boosts = [
        cue for cue in found.request.cues if not cue.is_sure and cue.name in _LOOKED_UP
    ][:MOST_CUES]
    everything = Filters(include_adult_and_unreleased=True)
    fits: list[Combinable] = [
        _is_one_if(Q(Exists(_same(_only(found.request, cue).filters(everything).apply()))))
        for cue in found.boosts
    ]
    within = Q(Exists(_same(filters.apply()))) if is_narrowed else Q(pk__isnull=False)
    rows = (
        Movie.objects.filter(pk__in=ids)
        .annotate(
            closeness=_closeness(found),
            is_described=Case(When(description="", then=Value(False)), default=Value(True)),
            # Of a long text Postgres knows its bytes without reading it.
            length=OctetLength("description") + OctetLength("keywords_text"),
            fits=sum(fits, Value(0)),
            is_within=Case(When(within, then=Value(True)), default=Value(False)),
        )
        .values_list(
            "pk",
            "release_year",
            "figures__vote_count",
            "closeness",
            "is_described",
            "length",
            "fits",
            "is_within",
        )
    )
    for pk, year, votes, other_closeness, is_described, length, count, is_within in rows:
        closeness = found.meaning.get(pk, other_closeness)
        if is_within or found.title.get(pk, 0.0) >= LEAST_LIKENESS_OUTSIDE:
            found.facts[pk] = Facts(year, votes or 0, closeness, is_described, length, count)
    _forget(found, set(ids) - found.facts.keys())


def _closeness(found: Found) -> Case | Value:
    """Of titles that were not found by meaning; reading a vector takes longer than all else."""
    if found.sought is None:
        return Value(None, output_field=FloatField())
    return Case(
        When(
            ~Q(pk__in=list(found.meaning)),
            embedding_model=found.model,
            then=Value(1.0) - CosineDistance("embedding", found.sought.tolist()),
        ),
        output_field=FloatField(),
    )


def _only(request: Request, cue: Cue) -> Request:
    return replace(request, cues=(replace(cue, is_sure=True),))


def _same(movies: MovieQuerySet) -> MovieQuerySet:
    return movies.filter(pk=OuterRef("pk"))


def _is_one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))


def _forget(found: Found, ids: set[int]) -> None:
    scores: list[dict[int, Any]] = [found.meaning, found.words, found.title, found.facts]
    for of_each in scores:
        for pk in ids:
            of_each.pop(pk, None)
