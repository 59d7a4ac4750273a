"""Titles that a text is the name of, or nearly: exact, with its year, misspelt, original."""

import re
import string
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Greatest

from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.names import has_letters, normalised_name
from catalog.querysets import MovieQuerySet
from catalog.search.arrays import IsAnyOf

# Nearly all titles are shorter. A plot in a line is not compared with them, but only looked up: it
# has trigrams of thousands of titles.
LONGEST_MISSPELT = 60
MOST_WORDS = 9

# One wrong letter in a short name changes most of its trigrams ("haet" and "heat" share one of
# nine), so that all spellings that are one edit away are looked up: some 60 for each letter.
LONGEST_VARIED = 9

EXACT = 1.0
WITHOUT_ARTICLE = 0.97
ONE_EDIT = 0.9
MOST_BY_TRIGRAMS = 0.85
"""What a name counts at most that is spelt otherwise by more than one edit."""

YEAR_OFF = 0.85
"""Times the score of a title that is not of the year that was named with it."""

_ARTICLES = re.compile(
    r"(?:the|a|an|el|la|los|las|un|una|le|les|l|il|lo|gli|der|die|das|ein|eine|o|os|as) (?=.)"
)
_ENGLISH_ARTICLES = ("the", "a", "an")
_YEAR = re.compile(
    r"^(?P<name>.*\S)[\s,]*[\s,(\[](?P<year>(?:18[7-9]|19\d|20\d)\d)[)\]]?\s*$", re.S
)
_FRAME = re.compile(
    r"(?:(?:the |a |la |una? |el )?(?:movie|film|series|show|pelicula|peli|serie) )?"
    r"(?:called |llamad[ao] )?(?P<name>.+?)(?: (?:the )?(?:movie|film|series|tv show|show))?"
)
_LETTERS = string.ascii_lowercase + string.digits + " "


@dataclass(frozen=True, slots=True)
class AskedName:
    key: str
    year: int | None = None


def by_name(movies: MovieQuerySet, text: str, *, limit: int) -> dict[int, float]:
    """How like a title's name, or its original one, is to `text`, from 0.3 (Postgres's threshold of
    trigrams) to 1, where it is the same; titles that are merely alike stay below ONE_EDIT."""
    asked = asked_names(text)
    if not asked:
        return {}
    spellings = sorted(set().union(*(_spellings(name.key) for name in asked)))
    is_spelt_so = _is_any_of("title_key", spellings) | (
        # The condition of the index, too.
        ~Q(original_title_key="") & _is_any_of("original_title_key", spellings)
    )
    # Neither order nor limit: for the first rows by id Postgres would read them all in that order.
    found = movies.filter(is_spelt_so).annotate(similarity=Value(0.0))
    rows = list(found.order_by().values_list(*_COLUMNS))
    bare = _without_article(asked[-1].key)
    is_known = any(key == name.key for _pk, key, *_ in rows for name in asked)
    if (
        not is_known
        and has_letters(bare)
        and len(bare) <= LONGEST_MISSPELT
        and bare.count(" ") < MOST_WORDS
    ):
        rows += _spelt_alike(movies, bare)[:limit]
    scores: dict[int, float] = {}
    for pk, key, original_key, year, similarity in rows:
        for name in asked:
            score = max(
                likeness(name.key, key, similarity), likeness(name.key, original_key, similarity)
            )
            if name.year is not None and year != name.year:
                score *= YEAR_OFF
            scores[pk] = max(scores.get(pk, 0.0), score)
    likely = ((pk, score) for pk, score in scores.items() if score > 0)
    best = sorted(likely, key=lambda item: (-item[1], item[0]))
    return dict(best[:limit])


def _spelt_alike(movies: MovieQuerySet, key: str) -> Any:
    """Without its article, which thousands of titles have: Postgres would look at each of them."""
    return (
        movies.filter(
            Q(title_key__trigram_similar=key)
            | ~Q(original_title_key="") & Q(original_title_key__trigram_similar=key)
        )
        .annotate(
            similarity=Greatest(
                TrigramSimilarity("title_key", key), TrigramSimilarity("original_title_key", key)
            )
        )
        .order_by("-similarity", "pk")
        .values_list(*_COLUMNS)
    )


_COLUMNS = ("pk", "title_key", "original_title_key", "release_year", "similarity")


def asked_names(text: str) -> list[AskedName]:
    """What `text` may be the name of: all of it, and what stands before a year at its end, both
    without the words by which people say that it is a film."""
    key = normalised_name(text[: 2 * TITLE_KEY_LENGTH])
    if not key or len(text) > 2 * TITLE_KEY_LENGTH:
        return []
    names = [AskedName(key[:TITLE_KEY_LENGTH])]
    dated = _YEAR.match(text)
    year = int(dated["year"]) if dated else None
    before = normalised_name(dated["name"])[:TITLE_KEY_LENGTH] if dated else key
    framed = _FRAME.fullmatch(before)
    for name, asked_year in ((before, year), (framed["name"] if framed else "", year)):
        if name and AskedName(name, asked_year) not in names:
            names.append(AskedName(name, asked_year))
    return names


def likeness(asked: str, key: str, similarity: float) -> float:
    """Of two keys whose trigrams are so similar; 0 for a title that has no such name."""
    if not key:
        return 0.0
    if asked == key:
        return EXACT
    bare, bare_key = _without_article(asked), _without_article(key)
    if bare == bare_key:
        return WITHOUT_ARTICLE
    if len(bare) > 2 and (is_one_edit_apart(asked, key) or is_one_edit_apart(bare, bare_key)):
        return ONE_EDIT
    return similarity * MOST_BY_TRIGRAMS


def is_one_edit_apart(one: str, other: str) -> bool:
    """One letter more, less, or another, or two neighbours swapped."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    if len(one) <= 1 and len(other) <= 1:
        return one != other
    return len(one) == len(other) == 2 and one == other[::-1]


def _without_article(key: str) -> str:
    return key[match.end() :] if (match := _ARTICLES.match(key)) else key


def _spellings(key: str) -> set[str]:
    """The name with and without an article, and for a short one, with any one mistake."""
    bare = _without_article(key)
    spellings = {key, bare} | {f"{article} {bare}" for article in _ENGLISH_ARTICLES}
    if len(bare) > LONGEST_VARIED:
        return spellings
    for word in {key, bare}:
        if 2 < len(word) <= LONGEST_VARIED:
            spellings |= _one_edit_away(word)
    if bare != key:
        return spellings
    # "exorcits": the article is as often left out as a letter is.
    return spellings | {f"the {word}" for word in _one_edit_away(bare)}


def _one_edit_away(word: str) -> set[str]:
    """After Norvig, https://norvig.com/spell-correct.html."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return {
        " ".join(variant.split())
        for left, right in splits
        for variant in (
            [left + letter + right for letter in _LETTERS]
            + ([left + right[1:]] + [left + letter + right[1:] for letter in _LETTERS])
            * bool(right)
            + ([left + right[1] + right[0] + right[2:]] if len(right) > 1 else [])
        )
    } - {""}


def _is_any_of(field: str, values: list[str]) -> Q:
    return Q(IsAnyOf(F(field), Value(values, output_field=ArrayField(TextField()))))
