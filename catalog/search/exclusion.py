"""The titles that a request rules out, of those that were found for it."""

import re
from collections.abc import Sequence

import numpy as np

from catalog.embeddings.encoder import EncoderUnavailable
from catalog.embeddings.query import encode_query
from catalog.models import Movie
from catalog.search.candidates import by_words
from catalog.search.cue import Cue
from catalog.search.cue_finding import words_left
from catalog.search.cues import Request, find_cues
from catalog.search.filters import Filters
from catalog.search.folding import folded
from catalog.search.lexemes import asked_lexemes
from catalog.search.negation import names_in

# Those that are seen: what is far behind need not be ruled out, and may be what was meant.
LOOKED_THROUGH = 30

EVERYTHING = Filters(include_adult_and_unreleased=True)

# Cues of a description that are about the title itself, not about what happens in it.
TELLING = ("years", "country", "language")

# Of the words against the meaning, in what describes a title.
WORDS_WEIGHT = 1.5

# How near a title has to be to the description, in all. By meaning alone the nearest has 1, near or
# not: some words have to be its own.
NEAR = 1.1
NEAR_WITHOUT_MEANING = 0.25

# Titles that are as near as the nearest but for this go with it, at most so many: better one too
# many than the one that nobody wants to see again.
TIES, MOST_TIES = 0.25, 3

# "The one with …" itself says nothing.
_FRAME = re.compile(
    r"\b(?:the|that|this|ones?|versions?|la|el|los|las|aquella|esa|ese|version|pelicula|serie)\b"
)

_HEAD = re.compile(r"(?:the|that) (.+?) (?:ones?|versions?)\b")


def excluded_ids(
    candidate_ids: Sequence[int], excluded: Sequence[str], *, text: str = ""
) -> set[int]:
    """Those of the candidates, best first, that one of the `excluded` parts of a request describes;
    `text` is the rest of it. A part is the name of a title, or of a person, or says of which sort
    a title is ("the Korean one"); any other describes one title, the nearest to it."""
    ids = list(candidate_ids)
    unwanted: set[int] = set()
    for part in excluded:
        unwanted |= _called(part, ids) or _of_a_sort(part, ids) or _described(part, ids, text)
    return unwanted


def _called(part: str, ids: list[int]) -> set[int]:
    titles = Movie.objects.filter(pk__in=ids, title_key__in=names_in(part))
    return set(titles.values_list("pk", flat=True))


def _of_a_sort(part: str, ids: list[int]) -> set[int]:
    """All that the cues of a part fit, if it says nothing else."""
    bare = _FRAME.sub(lambda match: " " * len(match[0]), folded(part))
    cues = _cues_of(part)
    # A surname may be somebody's in the story: "the one with Lawrence in the desert".
    names = [cue for cue in cues if cue.name == "person" and " " in cue.words.strip()]
    for cue in cues:
        bare = bare.replace(folded(cue.words), " ")
    if words_left(bare, []) and not names:
        return set()
    request = Request(part, part, cues=tuple(names or cues)).surely()
    filters = request.filters(EVERYTHING)
    if filters == EVERYTHING:
        return set()
    return set(filters.apply().filter(pk__in=ids).values_list("pk", flat=True))


def _cues_of(part: str) -> list[Cue]:
    """In "the 1975 one with the shark" the years too, which a number alone would not be."""
    cues = find_cues(part, is_change=True)
    if head := _HEAD.match(folded(part)):
        cues += find_cues("of " + part[slice(*head.span(1))], is_change=True)
    return cues


def _described(part: str, ids: list[int], text: str) -> set[int]:
    """The titles nearest to the part, of those that are seen first; none if none is near."""
    seen = ids[:LOOKED_THROUGH]
    fitting = _fitting(part, seen)
    if 0 < len(fitting) <= MOST_TIES:
        return set(fitting)
    scores, near = _scores(part, text, fitting or seen)
    least = max(near, max(scores.values(), default=0.0) - TIES)
    nearest = sorted(scores, key=lambda pk: -scores[pk])[:MOST_TIES]
    return {pk for pk in nearest if scores[pk] >= least}


def _fitting(part: str, ids: list[int]) -> list[int]:
    """Those that fit what the part says outright besides: "the red-haired one from 1988"."""
    cues = tuple(cue for cue in _cues_of(part) if cue.name in TELLING)
    if not cues:
        return []
    filters = Request(part, part, cues=cues).surely().filters(EVERYTHING)
    fitting = set(filters.apply().filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk in fitting]


def _scores(part: str, text: str, ids: list[int]) -> tuple[dict[int, float], float]:
    """Id → how near the title is to the part, by words and by meaning, each from 0 to 1; and how
    near it has to be."""
    movies = Movie.objects.filter(pk__in=ids)
    asked = asked_lexemes(_FRAME.sub(" ", folded(part)))
    words = by_words(movies, asked, limit=len(ids))
    asked_for = sum(lexeme.weight for lexeme in asked) or 1.0
    try:
        vector, model = encode_query(f"{text}, {part}" if text else part)
    except EncoderUnavailable:
        return {pk: score / asked_for for pk, score in words.items()}, NEAR_WITHOUT_MEANING
    meaning = {
        pk: float(np.asarray(embedding) @ vector)
        for pk, embedding in movies.embedded_by(model).values_list("pk", "embedding")
    }
    lowest, highest = min(meaning.values(), default=0.0), max(meaning.values(), default=0.0)
    span = (highest - lowest) or 1.0
    scores = {
        pk: WORDS_WEIGHT * words.get(pk, 0.0) / asked_for
        + (meaning.get(pk, lowest) - lowest) / span
        for pk in ids
    }
    return scores, NEAR
