"""What was perhaps meant, where nothing was found: titles and people spelt like the text."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from catalog.models import Credit, Movie, Person
from catalog.names import normalised_name

MOST = 3

# A name that somebody misspells has at most a few words; a plot has no spelling.
LONGEST = 60

# From 0 to 1; below it two names have little more than a syllable in common. A person's is the sum
# of two (`likeness_to`).
LEAST_ALIKE = 0.4

# Some may be on hidden titles alone.
LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class Suggestions:
    titles: list[Movie]
    people: list[Person]

    def __bool__(self) -> bool:
        return bool(self.titles or self.people)


def suggest(text: str) -> Suggestions:
    """The most alike first, at most MOST of each; of none that not everybody may see."""
    key = normalised_name(text.replace("\0", " ")[: LONGEST + 1])
    if not key or len(key) > LONGEST:
        return Suggestions([], [])
    alike: Any = Movie.objects.for_everybody().titled_like(key).filter(similarity__gte=LEAST_ALIKE)
    titles = list(alike.only("title", "slug", "release_year")[:MOST])
    shown = Exists(Credit.objects.for_everybody().filter(person=OuterRef("pk")))
    near: Any = Person.objects.spelled_like(key)
    likeness = near.values_list("pk", "likeness")[:LOOKED_THROUGH]
    ids = [pk for pk, value in likeness if value >= 2 * LEAST_ALIKE]
    people = Person.objects.filter(shown, pk__in=ids).only("name").in_bulk()
    return Suggestions(titles, [people[pk] for pk in ids if pk in people][:MOST])
