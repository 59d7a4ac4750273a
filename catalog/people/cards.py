"""What a list says of people: how much they did, and what they are known for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from catalog.models import Credit, Person

# Of who directed and acted in the same title both credits are read.
CREDITS_READ = 4
TITLES_NAMED = 2


@dataclass(frozen=True, slots=True)
class PersonCard:
    person: Person
    roles: dict[str, int] = field(default_factory=dict)
    """Titles that everybody may see, by `Credit.Role`."""
    known_for: list[str] = field(default_factory=list)
    """Titles with most votes; where nobody voted, the newest."""


def cards_of(ids: Sequence[int]) -> list[PersonCard]:
    """In the order of `ids`: three queries."""
    people = Person.objects.in_bulk(ids)
    roles, known_for = _roles(ids), _known_for(ids)
    return [PersonCard(people[pk], roles[pk], known_for[pk]) for pk in ids if pk in people]


def _roles(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = (
        Credit.objects.filter(person_id__in=ids)
        .for_everybody()
        .order_by("-role")
        .values_list("person_id", "role")
        .annotate(count=Count("pk"))
    )
    for pk, role, count in rows:
        counted[pk][role] = count
    return counted


def _known_for(ids: Sequence[int]) -> dict[int, list[str]]:
    place = Window(
        RowNumber(),
        partition_by="person_id",
        order_by=[
            F("movie__figures__vote_count").desc(nulls_last=True),
            F("movie__release_year").desc(nulls_last=True),
            F("movie_id").desc(),
        ],
    )
    rows = (
        Credit.objects.filter(person_id__in=ids)
        .for_everybody()
        .annotate(place=place)
        .filter(place__lte=CREDITS_READ)
        .order_by("place")
        .values_list("person_id", "movie__title")
    )
    titles: dict[int, list[str]] = defaultdict(list)
    for pk, title in rows:
        if title not in titles[pk] and len(titles[pk]) < TITLES_NAMED:
            titles[pk].append(title)
    return titles
