"""Who somebody works with again and again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from catalog.models import Credit, Person

MOST_SHOWN = 8
# Once together is no habit.
FEWEST_TITLES = 2
# Credits of so many titles are compared: some thirty each.
MOST_TITLES = 500


@dataclass(frozen=True, slots=True)
class Collaborator:
    person: Person
    titles: int
    """How many they have made together."""


def collaborators_of(person: Person, movie_ids: Sequence[int]) -> list[Collaborator]:
    """Who is most often on these titles too, in whatever role: two queries."""
    together = (
        Credit.objects.filter(movie_id__in=movie_ids[:MOST_TITLES])
        .exclude(person=person)
        .values("person_id")
        .annotate(titles=Count("movie_id", distinct=True))
        .filter(titles__gte=FEWEST_TITLES)
        .order_by("-titles", "person_id")
        .values_list("person_id", "titles")[:MOST_SHOWN]
    )
    titles = dict(together)
    people = Person.objects.in_bulk(titles)
    return [Collaborator(people[pk], count) for pk, count in titles.items() if pk in people]
