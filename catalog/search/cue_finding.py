"""Where a text names a genre, a country, a language or a kind. No database, no state."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale

from catalog.search.country_words import COUNTRIES, COUNTRY_NAMES, LANGUAGES
from catalog.search.cue_words import FILMS, MERE_WORDS, SERIES, SHOWS
from catalog.search.folding import folded
from catalog.search.genre_words import GENRES


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    """Of the cue that it makes."""
    value: str
    start: int
    end: int
    is_sure_of_itself: bool = True
    """False for a word that is a cue only where the request says little else: "war", "action"."""


def find_words(text: str) -> list[Found]:
    """Everything that a folded text names, in its order, each genre or country once."""
    languages = list(_languages(text))
    found = sorted(
        {
            *_genres(text),
            # "In Korean" says the language, not the country.
            *(
                one
                for one in _countries(text)
                if not any(other.start <= one.start < other.end for other in languages)
            ),
            *languages,
            *_kinds(text),
            *_black_and_white(text),
        },
        key=lambda one: (not one.is_sure_of_itself, one.start, -one.end),
    )
    first: dict[tuple[str, str], Found] = {}
    for one in found:
        first.setdefault((one.name, one.value), one)
    return sorted(first.values(), key=lambda one: one.start)


def words_left(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The words of a folded text outside of `spans` that say something."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return [
        word
        for word in re.findall(r"[^\W_]+", text)
        if word not in MERE_WORDS and word not in FILMS and word not in SERIES and len(word) > 1
    ]


def _genres(text: str) -> Iterator[Found]:
    for pattern, keys, is_sure in _genre_patterns():
        for match in pattern.finditer(text):
            if not _is_denied(text, match.start()):
                for key in keys[match[1]]:
                    yield Found("genre", key, *match.span(1), is_sure_of_itself=is_sure)


def _countries(text: str) -> Iterator[Found]:
    for pattern, codes, is_sure in _country_patterns():
        for match in pattern.finditer(text):
            if not _is_denied(text, match.start(1)):
                yield Found("country", codes[match[1]], *match.span(1), is_sure_of_itself=is_sure)


def _languages(text: str) -> Iterator[Found]:
    for match in _LANGUAGE.finditer(text):
        if not _is_denied(text, match.start()):
            yield Found("language", LANGUAGES[match[1] or match[2]], *match.span())


def _kinds(text: str) -> Iterator[Found]:
    """One kind or none: who says both means neither."""
    series, films = list(_SERIES.finditer(text)), list(_FILMS.finditer(text))
    if bool(series) != bool(films):
        match = (series or films)[0]
        if not _is_denied(text, match.start()):
            yield Found("kind", "series" if series else "film", *match.span())


def _black_and_white(text: str) -> Iterator[Found]:
    for match in _BLACK_AND_WHITE.finditer(text):
        if not _is_denied(text, match.start()):
            yield Found("black_and_white", "", *match.span())


def _is_denied(text: str, start: int) -> bool:
    return bool(_DENIAL.search(text[max(0, start - 16) : start]))


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def _genre_patterns() -> list[tuple[re.Pattern[str], dict[str, list[str]], bool]]:
    alone: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}
    for key, genre in GENRES.items():
        for word in genre.alone:
            alone.setdefault(word, []).append(key)
        for word in genre.beside:
            beside.setdefault(word, []).append(key)
    nouns = any_of([*FILMS, *SERIES, *SHOWS, *alone])
    every = any_of([*beside, *alone])
    return [
        (re.compile(rf"(?<![\w-])({any_of(alone)})(?![\w-])"), alone, True),
        # "an action film", "action comedy", "action/crime drama"
        (
            re.compile(
                rf"(?<![\w-])({any_of(beside)})"
                rf"(?=(?:[ /,-]+(?:{every}))*[ /-]+(?:{nouns})\b)"
            ),
            beside,
            True,
        ),
        # "peliculas de accion", "serie coreana de misterio", "comedia romantica"
        (re.compile(rf"\b(?:{nouns})(?: \w+)? (?:de )?({any_of(beside)})(?![\w-])"), beside, True),
        (re.compile(rf"(?<![\w-])({any_of(beside)})(?![\w-])"), beside, False),
    ]  # fmt: skip


@cache
def _country_patterns() -> list[tuple[re.Pattern[str], dict[str, str], bool]]:
    adjectives = {word: country.code for country in COUNTRIES for word in country.adjectives}
    names = {
        country_name(country.code, language): country.code
        for country in COUNTRIES
        if not country.label
        for language in ("en", "es")
    } | COUNTRY_NAMES
    genres = [word for genre in GENRES.values() for word in (*genre.alone, *genre.beside)]
    nouns = any_of([*FILMS, *SERIES, *SHOWS, *genres])
    one, place = any_of(adjectives), any_of(names)
    return [
        # "Korean series", "a French animated film", "Spanish-language" is another matter
        (re.compile(rf"(?<![\w-])({one})(?=(?: [\w'-]+)? (?:{nouns})\b)"), adjectives, True),
        # "serie coreana", "comedias negras francesas"
        (re.compile(rf"\b(?:{nouns})(?: [\w'-]+)? ({one})(?![\w-])"), adjectives, True),
        (re.compile(rf"\b(?:from|made in|produced in|hech[ao]s? en) ({place})\b"), names, True),
        (re.compile(rf"\b(?:{nouns}) (?:de|del|of) ({place})\b"), names, True),
        (re.compile(rf"(?<![\w-])({one})(?![\w-])"), adjectives, False),
    ]  # fmt: skip


def country_name(code: str, language: str) -> str:
    """A country's name in a language, folded."""
    return folded(Locale(language).territories[code])


_LANGUAGE = re.compile(
    rf"\b(?:in|en|spoken in|hablad[ao]s? en) ({any_of(LANGUAGES)})(?! \w+ (?:film|movie))(?![\w-])"
    rf"|\b({any_of(LANGUAGES)})[- ](?:language|speaking|spoken)\b"
)
_SERIES = re.compile(
    rf"(?<!film )(?<!movie )\b(?:{any_of(SERIES)})\b(?! of\b|s\b)"
    r"(?! de (?:asesinatos|sucesos|crimenes))"
)
_FILMS = re.compile(rf"(?<!tv )(?<!television )\b(?:{any_of(FILMS)})\b(?! star| maker| director)")
_BLACK_AND_WHITE = re.compile(
    r"\bblack[ -](?:and|&|n)[ -]white\b|\bb ?(?:&|/) ?w\b|\bblanco y negro\b"
    r"|\bsilents\b|\bsilent (?:film|movie|comedy|era)s?\b|\b(?:cine|pelicula|comedia)s? mud[ao]s?\b"
)
_DENIAL = re.compile(
    r"\b(?:not|no|isn't|isnt|wasn't|wasnt|non|without|nothing|less|sin|nada|ni|menos)"
    r"(?: (?:an?|the|es|era|una?|in|en|too|very|muy))?[ -]$"
)
