"""Finds people by what somebody types of a name; ranks once, pages are cut from the list."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from catalog.models import Credit, Person
from catalog.names import normalised_name
from catalog.version import catalogue_version

MOST_FOUND = 1_000
LONGEST_NAME = 200

# The pages of one search, and each letter that is typed: see RANKING_CACHE_SECONDS of titles.
CACHE_SECONDS = 600

# Misspelt, a name is like many. Of the nearest so many, those count that are this near as measured
# by the nearest, and among them whoever is known best comes first.
NEAREST = 50
ABOUT_AS_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class FoundPeople:
    ids: list[int]
    """On a title that everybody may see; the most credited first, at most MOST_FOUND."""
    is_cut: bool = False
    """Whether there are more."""
    is_guess: bool = False
    """No name has words that begin so: these are spelled alike."""


def find_people(text: str) -> FoundPeople:
    """Whose names have words that begin with the words of `text`, or everybody for ""; kept until
    the catalogue changes."""
    # What is kept under a name is found by that name alone: of an accent without a letter nothing
    # is left, and who sends one is not to decide what is found for "".
    name = normalised_name(text[:LONGEST_NAME])
    key = f"people:{catalogue_version()}:{hashlib.sha256(name.encode()).hexdigest()}"
    found: FoundPeople | None = cache.get(key)
    if found is None:
        found = _find(name)
        cache.set(key, found, CACHE_SECONDS)
    return found


def _find(name: str) -> FoundPeople:
    credits = Credit.objects.for_everybody()
    if name:
        credits = credits.filter(person__in=Person.objects.named_like(name).values("pk"))
    ids = list(credits.most_credited()[: MOST_FOUND + 1])
    if ids or not name:
        return FoundPeople(ids[:MOST_FOUND], is_cut=len(ids) > MOST_FOUND)
    return FoundPeople(_spelled_alike(name), is_guess=True)


def _spelled_alike(name: str) -> list[int]:
    alike: Any = Person.objects.spelled_like(name)
    likeness = dict(alike.values_list("pk", "likeness")[:NEAREST])
    least = ABOUT_AS_NEAR * max(likeness.values(), default=0)
    near = [pk for pk, value in likeness.items() if value >= least]
    return list(Credit.objects.for_everybody().filter(person__in=near).most_credited())
