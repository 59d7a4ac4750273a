"""Why a title is similar to another: what is true of the two, first of all what the engine that
found it went by."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from catalog.models import Credit, Keyword, Movie
from catalog.models.movie import SEARCH_CONFIGURATION
from catalog.search.lexemes import asked_lexemes
from catalog.templatetags.matching import percent
from recommendations.likes import LikedTogether, liked_together

MOST_FACTS = 3
MOST_NAMES = 3

# A word that so large a share of all titles has tells nothing of two of them.
COMMONPLACE = 0.01

# A title that fewer of those people like is liked by others.
LEAST_LIKERS, LEAST_SHARE = 2, 0.05

_SHARED_WORDS = """
WITH said AS (
    SELECT DISTINCT ON (lexeme) lexeme, given.word, asked.weight
    FROM unnest(%(words)s::text[]) WITH ORDINALITY AS given (word, position)
    CROSS JOIN unnest(tsvector_to_array(to_tsvector(%(configuration)s::regconfig, given.word)))
        AS lexeme
    JOIN unnest(%(lexemes)s::text[], %(weights)s::float8[]) AS asked (word, weight)
        ON asked.word = lexeme
    ORDER BY lexeme, lower(given.word) = given.word DESC, given.position
)
SELECT movie.id, array_agg(said.word ORDER BY said.weight DESC, said.word)
FROM catalog_movie AS movie
CROSS JOIN unnest(tsvector_to_array(to_tsvector(%(configuration)s::regconfig, movie.description)))
    AS lexeme
JOIN said USING (lexeme)
WHERE movie.id = ANY(%(ids)s)
GROUP BY movie.id
"""


class Kind(Enum):
    MEANING = auto()
    DIRECTOR = auto()
    LIKED = auto()
    WORDS = auto()
    GENRES = auto()
    DECADE = auto()


# What an engine goes by comes first; of what it cannot know nothing is said.
_ALWAYS = (Kind.DIRECTOR, Kind.WORDS, Kind.GENRES)
TOLD: dict[str, tuple[Kind, ...]] = {
    "blend": (Kind.DIRECTOR, Kind.LIKED, Kind.WORDS, Kind.GENRES),
    "clip": (Kind.MEANING, *_ALWAYS),
    "tfidf": (Kind.WORDS, Kind.GENRES, Kind.DIRECTOR),
    "knn": (Kind.GENRES, Kind.DECADE, Kind.DIRECTOR),
    "features": (Kind.GENRES, Kind.DECADE, Kind.DIRECTOR),
    "collaborative": (Kind.LIKED, *_ALWAYS),
}


@dataclass(frozen=True, slots=True)
class Fact:
    text: str
    """For people, in their language."""
    names: tuple[str, ...] = ()
    """Of the catalogue, in its own: what the text is about."""

    def __str__(self) -> str:
        return f"{self.text} {', '.join(self.names)}" if self.names else self.text


@dataclass(frozen=True, slots=True)
class Reason:
    facts: tuple[Fact, ...]
    """At most MOST_FACTS, and never none."""

    def __str__(self) -> str:
        return "; ".join(map(str, self.facts))


@dataclass(frozen=True, slots=True)
class _Known:
    """Of the two titles, by the id of the other."""

    directors: Mapping[int, Sequence[str]]
    words: Mapping[int, Sequence[str]]
    likes: Mapping[int, LikedTogether]
    genres: Collection[str]
    """of the title itself"""


def reasons_for(
    movie: Movie, titles: Sequence[Movie], *, engine: str, scores: Mapping[int, float]
) -> dict[int, Reason]:
    """Of each of `titles`, by its id. `titles` have their genres at hand (`for_cards`), `engine` is
    the name of the one that found them, `scores` are what it gave them. At most seven queries,
    however many titles there are."""
    if not titles:
        return {}
    kinds = _kinds(engine)
    ids = [title.pk for title in titles]
    known = _Known(
        directors=_shared_directors(movie, ids) if Kind.DIRECTOR in kinds else {},
        words=_shared_words(movie, ids) if Kind.WORDS in kinds else {},
        likes=liked_together(movie.pk, ids) if Kind.LIKED in kinds else {},
        genres={genre.name for genre in movie.genres.all()},
    )
    reasons = {}
    for title in titles:
        told = (_fact(kind, movie, title, known, scores.get(title.pk, 0.0)) for kind in kinds)
        facts = tuple(fact for fact in told if fact)[:MOST_FACTS]
        reasons[title.pk] = Reason(facts or (Fact(_at_least(engine)),))
    return reasons


def _kinds(engine: str) -> tuple[Kind, ...]:
    """All indexes over the same features tell the same."""
    return TOLD.get(engine) or TOLD.get(engine.split("-")[0]) or _ALWAYS


def _fact(kind: Kind, movie: Movie, title: Movie, known: _Known, score: float) -> Fact | None:
    match kind:
        case Kind.MEANING:
            return Fact(gettext("%(percent)s%% close in meaning") % {"percent": percent(score)})
        case Kind.DIRECTOR:
            return _about(gettext("Same director:"), known.directors.get(title.pk, ()))
        case Kind.WORDS:
            return _about(gettext("Both about:"), known.words.get(title.pk, ()))
        case Kind.GENRES:
            shared = [genre.name for genre in title.genres.all() if genre.name in known.genres]
            return _about(gettext("In both:"), shared)
        case Kind.LIKED:
            return _liked(movie, known.likes.get(title.pk))
        case Kind.DECADE:
            return _same_decade(movie, title)


def _about(text: str, names: Sequence[str]) -> Fact | None:
    return Fact(text, tuple(names[:MOST_NAMES])) if names else None


def _liked(movie: Movie, likes: LikedTogether | None) -> Fact | None:
    if likes is None or likes.both < max(LEAST_LIKERS, LEAST_SHARE * likes.asked):
        return None
    if likes.is_sample:
        share = {"percent": percent(likes.both / likes.asked), "title": movie.title}
        return Fact(gettext("Liked by about %(percent)s%% of those who liked %(title)s") % share)
    text = ngettext(
        "Liked by %(both)d of the %(all)d person who liked %(title)s",
        "Liked by %(both)d of the %(all)d people who liked %(title)s",
        likes.asked,
    )
    return Fact(text % {"both": likes.both, "all": likes.asked, "title": movie.title})


def _same_decade(movie: Movie, title: Movie) -> Fact | None:
    if movie.release_year is None or title.release_year is None:
        return None
    if movie.release_year == title.release_year:
        return Fact(gettext("Of the same year"))
    if movie.release_year // 10 == title.release_year // 10:
        return Fact(gettext("Of the same decade"))
    return None


def _at_least(engine: str) -> str:
    """What is true of whatever this engine finds."""
    match engine.split("-")[0]:
        case "clip":
            return gettext("Close in meaning")
        case "tfidf":
            return gettext("Told in similar words")
        case "knn":
            return gettext("Near in genres, year and popularity")
        case "features":
            return gettext("Near in genres and decade")
        case "collaborative":
            return gettext("Liked by the same people")
    return gettext("Near in several ways")


def _shared_directors(movie: Movie, ids: list[int]) -> dict[int, list[str]]:
    directed = {"role": Credit.Role.DIRECTOR}
    rows = (
        Credit.objects.filter(
            **directed,
            movie__in=ids,
            person__in=Credit.objects.filter(**directed, movie=movie).values("person"),
        )
        .order_by("position", "pk")
        .values_list("movie_id", "person__name")
    )
    shared: dict[int, list[str]] = defaultdict(list)
    for pk, name in rows:
        if name not in shared[pk]:
            shared[pk].append(name)
    return shared


def _shared_words(movie: Movie, ids: list[int]) -> dict[int, list[str]]:
    """The keywords that both are filed under, then the telling words of both descriptions."""
    shared = _shared_keywords(movie, ids)
    for pk, words in _shared_description_words(movie, ids).items():
        named = " ".join(shared[pk]).lower()
        shared[pk] += [word for word in words if word.lower() not in named]
        if shared[pk] == words[:1]:  # one word by itself is chance
            del shared[pk]
    return shared


def _shared_keywords(movie: Movie, ids: list[int]) -> dict[int, list[str]]:
    """The rarest first: the fewer titles have one, the more it says that these two do."""
    rows = (
        Keyword.objects.filter(pk__in=movie.keywords.values("pk"))
        .annotate(among=ArrayAgg("movies", filter=Q(movies__in=ids)), number=Count("movies"))
        .order_by("number", "name")
        .values_list("name", "among")
    )
    shared: dict[int, list[str]] = defaultdict(list)
    for name, among in rows:
        for pk in among or ():
            shared[pk].append(name)
    return shared


def _shared_description_words(movie: Movie, ids: list[int]) -> dict[int, list[str]]:
    words = list(dict.fromkeys(re.findall(r"[^\W\d_][\w'’-]+", movie.description)))
    telling = [
        lexeme
        for lexeme in (asked_lexemes(movie.description) if words else [])
        if lexeme.share is None or lexeme.share <= COMMONPLACE
    ]
    if not telling:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SHARED_WORDS,
            {
                "configuration": SEARCH_CONFIGURATION,
                "words": words,
                "lexemes": [lexeme.word for lexeme in telling],
                "weights": [lexeme.weight for lexeme in telling],
                "ids": ids,
            },
        )
        return dict(cursor.fetchall())
