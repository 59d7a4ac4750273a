"""What a request rules out: "not the one with the bear", "(not Titanic)", "que no sea Tiburón".

`split_exclusions` takes such parts out of the text; exclusion.py finds the titles they describe.
"""

import re

from django.db.models import Exists, OuterRef

from catalog.models import Credit, Movie, Person
from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.models.people import NAME_KEY_LENGTH
from catalog.names import normalised_name
from catalog.search.cue_finding import find_words, words_left
from catalog.search.folding import folded

MOST_PARTS = 5

# In a longer text, which tells a story, a name counts only if it is written as one.
SHORT = 25  # words

# Bounded: a text of nothing but brackets would be read once from each of them.
_AND = r"[\s,;:(\-]{0,8}(?:\b(?:and|but|although|though|y|pero|aunque) )?"
_IT_IS = r"it'?s|it is|that'?s|that is|which is|definitely|also"
_NOT = r"not|isn'?t|is not|wasn'?t|was not|except(?: for)?|other than|excluding|apart from|besides"
_END = r"[^,;.()?!]*)\)?"

# A part that describes a title: that need not be called by its name.
_DESCRIBED = [
    re.compile(
        rf"{_AND}(?:\b(?:{_IT_IS}|i (?:do not|don'?t)) )*\b(?:{_NOT}|mean)"
        r" (?P<part>(?:the|that) (?:[\w'-]+ ){0,3}?"
        r"(?:ones?|versions?|sequels?|remake|original|prequels?|reboot)\b" + _END
    ),
    re.compile(
        rf"{_AND}(?:\bque )?\b(?:no(?: es| sea| son| sean| era| quiero| digo)?|excepto|menos|salvo)"
        r" (?P<part>(?:la|el|las|los|aquella|esa|ese)"
        r"(?: (?:pelicula|serie|version|segunda|original|nueva|secuela|primera))*"
        r"(?: (?:de|del|con|en la que|en que|donde|que|sobre)\b"
        r"|(?<=version)|(?<=original)|(?<=secuela))"
        + _END
    ),
]  # fmt: skip

# A part that is ruled out only if something is called so.
_NAMED = re.compile(
    rf"{_AND}(?:\b(?:{_IT_IS}|que) )*"
    rf"\b(?:{_NOT}|nothing|no (?:es|sea|era|son|sean)|no|excepto|menos|salvo|nada) "
    r"(?:(?:the (?:film|movie|series)|by|with|from|too|very|la pelicula|la serie|de|con|muy) )*"
    r"(?P<part>[^,;.()?!]{2,80}?)(?:,? (?:right|though|either|but)\b|[,;.()?!]+|$)"
)
_ARTICLES = re.compile(r"^(?:an?|un|una) |(?: (?:film|movie|series|pelicula|serie))$")
_SEVERAL = re.compile(r" (?:or|nor|and|o|ni|y) ")

# Titles too, but hardly ever meant as such.
_NO_TITLES = frozenset([
    "sure", "that", "it", "this", "much", "one", "him", "her", "them", "us", "me", "now", "here",
    "there", "more", "less", "all", "always", "ever", "really", "too", "good", "bad", "new", "old",
    "time", "true", "real", "right", "long", "only", "alone", "home",
])  # fmt: skip


def split_exclusions(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without what it rules out, and that, part by part, as typed. At most two queries,
    and none for a text that says nothing of the kind."""
    bare = folded(text)
    spans = [
        (match.span(), match.span("part"))
        for pattern in _DESCRIBED
        for match in pattern.finditer(bare)
    ]
    spans += [
        span
        for span in _named_spans(text, bare)
        if all(span[0][1] <= start or span[0][0] >= end for (start, end), _part in spans)
    ]
    spans = sorted(spans)[:MOST_PARTS]
    rest = text
    for (start, end), _part in reversed(spans):
        rest = f"{rest[:start]} {rest[end:]}"
    rest = " ".join(rest.split())
    if not spans or not rest:
        return text, ()
    return rest, tuple(text[start:end].strip(" \"'") for _whole, (start, end) in spans)


def _named_spans(text: str, bare: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    matches = list(_NAMED.finditer(bare))
    names = {match: _names(bare[slice(*match.span("part"))]) for match in matches}
    known = _known({name for of_match in names.values() for name in of_match})
    is_short = len(bare.split()) <= SHORT
    spans = []
    for match in matches:
        start, end = match.span("part")
        part = text[start:end]
        is_name = bool(known & names[match]) and (is_short or part[0].isupper())
        says_what_it_is = is_short and _is_sort(bare[start:end])
        if is_name or says_what_it_is:
            spans.append((match.span(), (start, end)))
    return spans


def _is_sort(part: str) -> bool:
    """Whether it is nothing but a sort of titles, "a comedy". A mood is none: of "horror, but not
    scary" no genre says what is meant, and a vector's distance from "scary" was not measured."""
    sorts = [word for word in find_words(part) if word.is_sure_of_itself]
    return bool(sorts) and not words_left(part, [(word.start, word.end) for word in sorts])


def names_in(part: str) -> list[str]:
    """Names that a part may be or consist of, as they are looked up: "a Gene Wilder movie", "Jaws
    or Orca"."""
    bare = _ARTICLES.sub("", _ARTICLES.sub("", folded(part).strip()))
    pieces = dict.fromkeys([folded(part), bare, *_SEVERAL.split(bare)])
    keys = (normalised_name(piece)[:TITLE_KEY_LENGTH] for piece in pieces)
    return [key for key in keys if key and key not in _NO_TITLES]


def _names(part: str) -> set[str]:
    return set(names_in(part))


def _known(keys: set[str]) -> set[str]:
    """Those that a title or a person has."""
    if not keys:
        return set()
    shown = Movie.objects.for_everybody()
    titles = shown.filter(title_key__in=keys).values_list("title_key", flat=True)
    people = (
        Person.objects.filter(name_key__in={key[:NAME_KEY_LENGTH] for key in keys if " " in key})
        .filter(Exists(Credit.objects.filter(person=OuterRef("pk"), movie__in=shown)))
        .values_list("name_key", flat=True)
    )
    return set(titles.union(people))
