"""A title or a person by name, as somebody types or sends it: no case, accents or punctuation.

Hidden titles, and people who are on no other, are unknown here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Case, Count, F, Q, Value, When, Window

from catalog.models import Movie, Person
from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.models.people import NAME_KEY_LENGTH, likeness_to
from catalog.names import normalised_name

MOST_OTHERS = 50
NEAREST = 3

# Several films have one name, and many people not the role that was asked for: the nearest names
# are looked for among this many.
LOOKED_THROUGH = 50

# What is longer than any name is compared by its beginning.
LONGEST_NAME = 500
LONGEST_MISSPELT_NAME = 100

# When a misspelt title is clear. Of 1,200 names of The Movies Dataset with one slip 94 % are put
# right, 99.5 % of them to the title that was meant; of the same names without a slip, each asked of
# the catalogue without its title, 7 % are taken for another: "Moonwalker" for "Moonwalkers".
LETTERS_PER_SLIP = 10
AHEAD = 0.5
ROUNDING = 1e-9

ANY = Q(pk__isnull=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title or a person that may have been meant."""

    pk: int
    name: str
    year: int | None = None
    """Of a title, where it is known."""
    credits: int | None = None
    """Of a person: how many titles, in the role that was asked for."""


@dataclass(frozen=True, slots=True)
class FoundTitle:
    movie: Movie
    """With its `figures`, where it has any."""
    others: list[Candidate]
    """Of the same name, at most MOST_OTHERS of `others_count`."""
    others_count: int


@dataclass(frozen=True, slots=True)
class FoundPerson:
    person: Person
    others: list[Candidate]
    others_count: int


class NothingFound(LookupError):
    """Nothing has that name. `nearest` has what was perhaps meant, at most NEAREST: titles of that
    name where only `year` or `pk` fits none, else what is spelt most like it."""

    def __init__(self, nearest: Sequence[Candidate]) -> None:
        super().__init__("nothing has that name")
        self.nearest = list(nearest)


def find_title(name: str, *, year: int | None = None, pk: int | None = None) -> FoundTitle:
    """Of several titles with one name the film with most votes; films come before series. `year`
    and `pk` choose another of them. Raises NothingFound."""
    key = _key(name, TITLE_KEY_LENGTH)
    choice = ANY
    if year is not None:
        choice &= Q(release_year=year)
    if pk is not None:
        choice &= Q(pk=pk)
    found = _titles_named(key, choice)
    if not found:
        raise NothingFound(_nearest_of(_titles_by_likeness(key)))
    first, *others = found
    if first.place:
        raise NothingFound([_title(movie) for movie in found[:NEAREST]])
    return FoundTitle(first, [_title(movie) for movie in others], first.count - 1)


def find_title_as_spelt(name: str) -> Movie:
    """As `find_title`; where nothing has that name, the title that is clearly meant by it, among
    those that everybody may see. Raises NothingFound where none is."""
    key = _key(name, TITLE_KEY_LENGTH)
    found = _titles_named(key)
    if not found:
        alike = _titles_by_likeness(key)
        meant = _clearly_meant(key, alike)
        if meant is None:
            raise NothingFound(_nearest_of(alike))
        found = _titles_named(meant.title_key, Q(pk=meant.pk))
    if not found or found[0].place:  # the one that was meant has gone meanwhile
        raise NothingFound([])
    return found[0]


def find_person(name: str, *, role: str, pk: int | None = None) -> FoundPerson:
    """Of several people with one name the one with most credits in that role; `pk` chooses another.
    Who never had the role is not found. Raises NothingFound."""
    key = _key(name, NAME_KEY_LENGTH)
    choice = Q(pk__isnull=False) if pk is None else Q(pk=pk)
    found = list(
        _with_credits(role, name_key=key)
        .annotate(place=_first_if(choice), count=Window(Count("pk")))
        .order_by("place", "-role_count", "pk")[: MOST_OTHERS + 1]
    )
    if not found:
        raise NothingFound(_people_spelt_like(key, role))
    first, *others = found
    if first.place:
        raise NothingFound([_person(person) for person in found[:NEAREST]])
    return FoundPerson(first, [_person(person) for person in others], first.count - 1)


def _key(name: str, length: int) -> str:
    """As the names of titles and people are kept; Postgres takes no NUL in a text."""
    return normalised_name(name[:LONGEST_NAME].replace("\0", " "))[:length]


def _first_if(choice: Q) -> Case:
    return Case(When(choice, then=Value(0)), default=Value(1))


def _with_credits(role: str, **which: Any) -> Any:
    """People who have the role on a title that is shown, with `role_count`."""
    return Person.objects.filter(
        **which, credits__role=role, credits__movie__is_published=True
    ).annotate(role_count=Count("credits"))


def _titles_named(key: str, choice: Q = ANY) -> list[Any]:
    """At most MOST_OTHERS + 1, those of the choice first, with `place` 0; each with `count`, which
    is how many there are."""
    return list(
        Movie.objects.published()
        .filter(title_key=key)
        .select_related("figures")
        .defer("embedding", "search_document", "people_text")
        .annotate(place=_first_if(choice), count=Window(Count("pk")))
        .order_by("place", "kind", F("figures__vote_count").desc(nulls_last=True), "pk")[
            : MOST_OTHERS + 1
        ]
    )


def _nearest_of(alike: Mapping[str, Any]) -> list[Candidate]:
    return [_title(movie) for movie in alike.values()][:NEAREST]


def _titles_by_likeness(key: str) -> dict[str, Any]:
    """By their keys, the likest first. Of titles with one name, the one that `find_title` would
    return; who did not ask for an adult or unreleased title by its name is not shown any."""
    alike = (
        Movie.objects.for_everybody()
        .titled_like(key[:LONGEST_MISSPELT_NAME])
        .select_related("figures")
        .only("title", "title_key", "release_year", "kind", "figures__vote_count")
    )[:LOOKED_THROUGH]

    def order(movie: Any) -> tuple[float, str, int, int]:
        votes = movie.figures.vote_count if hasattr(movie, "figures") else None
        return -movie.similarity, movie.kind, -(votes or 0), movie.pk

    return _first_of_each(sorted(alike, key=order), "title_key")


def _people_spelt_like(key: str, role: str) -> list[Candidate]:
    """As `_nearest_of` titles: of those who are on titles that everybody may see."""
    key = key[:LONGEST_MISSPELT_NAME]
    alike = Person.objects.spelled_like(key).values("pk")[:LOOKED_THROUGH]
    people = (
        _with_credits(
            role,
            pk__in=alike,
            credits__movie__is_adult=False,
            credits__movie__status=Movie.Status.RELEASED,
        )
        .annotate(likeness=likeness_to(key))
        .order_by("-likeness", "-role_count", "pk")
    )
    return [_person(person) for person in _first_of_each(people, "name_key").values()][:NEAREST]


def _clearly_meant(key: str, titles: Mapping[str, Any]) -> Any:
    """The title whose name differs from `key` by a slip in LETTERS_PER_SLIP, and by half a slip
    less than the next one's: a letter left out, added, replaced or swapped with the next.
    None where there is no such title."""
    slip = 1 / max(1, len(key))
    alike = {other: SequenceMatcher(None, key, other, autojunk=False).ratio() for other in titles}
    first, second, *_ = [*sorted(alike, key=alike.__getitem__, reverse=True), None, None]
    slips = max(1, len(key) // LETTERS_PER_SLIP)
    if first is None or 1 - alike[first] > slips * slip + ROUNDING:
        return None
    if second is not None and alike[first] - alike[second] < AHEAD * slip:
        return None
    return titles[first]


def _first_of_each(rows: Iterable[Any], key: str) -> dict[str, Any]:
    """The first row of each name, by the name."""
    firsts: dict[str, Any] = {}
    for row in rows:
        firsts.setdefault(getattr(row, key), row)
    return firsts


def _title(movie: Movie) -> Candidate:
    return Candidate(movie.pk, movie.title, year=movie.release_year)


def _person(person: Any) -> Candidate:
    return Candidate(person.pk, person.name, credits=person.role_count)
