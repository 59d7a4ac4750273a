"""Who made most: directors and actors by number of titles."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from catalog.insights.chart import Chart, Section, grouped, whole, words
from catalog.insights.scope import Scope
from catalog.models import Credit, Person

MOST_PEOPLE = 15
# With fewer titles than this nobody stands out.
NOTABLE = 5


@dataclass(frozen=True, slots=True)
class Productive:
    name: str
    address: str
    titles: int


People = dict[str, list[Productive]]
"""Role → the MOST_PEOPLE with most titles, most first."""


def count_people(scope: Scope) -> People:
    return {role: _most_productive(scope, role) for role in Credit.Role.values}


def _most_productive(scope: Scope, role: str) -> list[Productive]:
    counts = dict(
        scope.credits()
        .filter(role=role)
        .values_list("person")
        .annotate(titles=Count("pk"))
        .order_by("-titles", "person")[:MOST_PEOPLE]
    )
    people = Person.objects.in_bulk(counts)
    return [
        Productive(people[pk].name, people[pk].get_absolute_url(), titles)
        for pk, titles in counts.items()
    ]


def people_section(people: People) -> Section:
    return Section(
        "people",
        _("People"),
        [
            _chart(
                people[Credit.Role.DIRECTOR],
                key="directors",
                heading=_("Most productive directors"),
                column=_("Director"),
                nothing=_("No director is known of any of these titles."),
                most=_("%(name)s directed %(titles)s of these titles, more than anybody else."),
                equal=_("%(name)s and others directed %(titles)s of these titles each."),
            ),
            _chart(
                people[Credit.Role.ACTOR],
                key="actors",
                heading=_("Most productive actors"),
                column=_("Actor"),
                nothing=_("No actor is known of any of these titles."),
                most=_("%(name)s acts in %(titles)s of these titles, more than anybody else."),
                equal=_("%(name)s and others act in %(titles)s of these titles each."),
            ),
        ],
    )


def _chart(
    people: list[Productive],
    *,
    key: str,
    heading: str,
    column: str,
    nothing: str,
    most: str,
    equal: str,
) -> Chart:
    if not people:
        return Chart(key, "bars", heading, nothing)
    first = people[0]
    if first.titles < NOTABLE:
        sentence = _("Nobody stands out: the most that anybody has here is %(titles)s.") % {
            "titles": grouped(first.titles)
        }
    else:
        is_shared = len(people) > 1 and people[1].titles == first.titles
        sentence = (equal if is_shared else most) % {
            "name": first.name,
            "titles": grouped(first.titles),
        }
    return Chart(
        key,
        "bars",
        heading,
        sentence,
        (column, _("Titles")),
        [(words(person.name, person.address), whole(person.titles)) for person in people],
    )
