"""A title or a person by name, as somebody types or sends it: no case, accents or punctuation.

Hidden titles, and people who are on no other, are unknown here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
    choice = Q(pk__isnull=False)
    if year is not None:
        choice &= Q(release_year=year)
    if pk is not None:
        choice &= Q(pk=pk)
    found = list(
        Movie.objects.published()
        .filter(title_key=key)
        .select_related("figures")
        .defer("embedding", "search_document", "people_text")
        .annotate(place=_first_if(choice), count=Window(Count("pk")))
        .order_by("place", "kind", F("figures__vote_count").desc(nulls_last=True), "pk")[
            : MOST_OTHERS + 1
        ]
    )
    if not found:
        raise NothingFound(_titles_spelt_like(key))
    first, *others = found
    if first.place:
        raise NothingFound([_title(movie) for movie in found[:NEAREST]])
    return FoundTitle(first, [_title(movie) for movie in others], first.count - 1)


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


def _titles_spelt_like(key: str) -> list[Candidate]:
    """Of titles with one name, the one that `find_title` would return; who did not ask for an adult
    or unreleased title by its name is not shown any."""
    alike = (
        Movie.objects.for_everybody()
        .titled_like(key[:LONGEST_MISSPELT_NAME])
        .select_related("figures")
        .only("title", "title_key", "release_year", "kind", "figures__vote_count")
    )[:LOOKED_THROUGH]

    def order(movie: Any) -> tuple[float, str, int, int]:
        votes = movie.figures.vote_count if hasattr(movie, "figures") else None
        return -movie.similarity, movie.kind, -(votes or 0), movie.pk

    return [_title(movie) for movie in _first_of_each(sorted(alike, key=order), "title_key")]


def _people_spelt_like(key: str, role: str) -> list[Candidate]:
    """As `_titles_spelt_like`: of those who are on titles that everybody may see."""
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
    return [_person(person) for person in _first_of_each(people, "name_key")]


def _first_of_each(rows: Iterable[Any], key: str) -> list[Any]:
    """The first row of each of the first NEAREST names."""
    firsts: dict[str, Any] = {}
    for row in rows:
        firsts.setdefault(getattr(row, key), row)
    return list(firsts.values())[:NEAREST]


def _title(movie: Movie) -> Candidate:
    return Candidate(movie.pk, movie.title, year=movie.release_year)


def _person(person: Any) -> Candidate:
    return Candidate(person.pk, person.name, credits=person.role_count)
