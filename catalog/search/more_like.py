""" "More like Jaws, but funny": a title and words as one request."""

import re

import numpy as np
from django.db.models import F, Q

from catalog.models import Movie
from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.names import normalised_name
from catalog.search.folding import folded

# Of the title's vector in the mean with that of the words. Halves: the words are few and say what
# should be otherwise, and a vector of two words is as long as one of a plot.
TITLE_WEIGHT = 0.5

_KINDS = "movies?|films?|series|shows?|something|algo|peliculas?|pelis?"
_WHAT = rf"(?:{_KINDS}|anything|some|an?|the|tv|alguna?|una?|cine)"
_LIKE = r"similar to|parecid[ao]s? a|similar(?:es)? a"
_FRAMES = [
    # A "but" makes any "like" one; without it only "more like" and its kind do.
    re.compile(
        rf"(?:{_WHAT} )*(?:more |mas )?"
        rf"(?:like|along the lines of|como|al estilo de|{_LIKE})"
        r" (?P<title>.+?),? (?:but|only|except|just|pero)(?: with| con)? (?P<rest>.+)"
    ),
    re.compile(
        rf"(?:{_WHAT} )*(?:more like|mas como|{_LIKE}|(?:{_KINDS}) (?:like|como))"
        r" (?P<title>.+?)(?P<rest>)"
    ),
    # "Jaws but funny"
    re.compile(
        r"(?P<title>.+?),? (?:but|pero) (?:more |mas |less |menos |a |an |una? )?"
        r"(?P<rest>\S+(?: \S+)?)"
    ),
]

# A longer text tells a plot. In words.
LONGEST_FRAMED = 30


def split_more_like(text: str) -> list[tuple[str, str]]:
    """What may be a title in "more like …, but …", each with the words that are left."""
    tidy = " ".join(text.split()).rstrip(" ?.!")
    if len(tidy.split()) > LONGEST_FRAMED:
        return []
    bare = folded(tidy)
    splits = []
    for frame in _FRAMES:
        if match := frame.fullmatch(bare):
            (start, end), (rest, rest_end) = match.span("title"), match.span("rest")
            splits.append((tidy[start:end].strip(" \"'“”«»"), tidy[rest:rest_end]))
    return splits


def titles_called(names: list[str]) -> dict[str, Movie]:
    """The best known title of each name, as typed; names that none has are left out."""
    keys = {name: normalised_name(name)[:TITLE_KEY_LENGTH] for name in names}
    found = (
        Movie.objects.published()
        .filter(Q(title_key__in=[key for key in keys.values() if key]))
        .only("title", "title_key")
        .order_by(F("figures__vote_count").desc(nulls_last=True), "pk")
    )
    by_key: dict[str, Movie] = {}
    for movie in found:
        by_key.setdefault(movie.title_key, movie)
    return {name: by_key[key] for name, key in keys.items() if key in by_key}


def with_title(words: np.ndarray | None, movie_id: int, *, model: str) -> np.ndarray | None:
    """Unit vector (512,) of the title and of what was said besides, which is `words`, or None where
    nothing was. None where the title has no vector of this model."""
    stored = (
        Movie.objects.embedded_by(model).filter(pk=movie_id).values_list("embedding", flat=True)
    ).first()
    if stored is None:
        return words
    title = np.asarray(stored, dtype=np.float32)
    if words is None:
        return title
    both = TITLE_WEIGHT * title + (1 - TITLE_WEIGHT) * words
    return both / max(float(np.linalg.norm(both)), 1e-12)
