"""The choices of each filter, with the number of titles that have each.

Counted in the whole catalogue under the other filters, whatever the query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F
from django.utils.text import capfirst

from catalog.models import Movie
from catalog.search.filters import Filters
from catalog.version import catalogue_version

# As somebody types, the same choices are asked for again and again; see `RANKING_CACHE_SECONDS`.
CACHE_SECONDS = 600

FACETS = ("kind", "genre", "country", "age_rating")
COUNTED = {
    "kind": F("kind"),
    "genre": F("genres__name"),
    "country": F("countries__name"),
    "age_rating": F("age_rating"),
    "decade": F("release_year") / 10 * 10,
}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Decade:
    first: int
    last: int
    count: int
    is_chosen: bool


def count_choices(filters: Filters) -> dict[str, list[Choice]]:
    """Facet → choices, most titles first. A filter's own choice does not narrow its own counts."""
    counts = _counts({name: filters.without(name) for name in FACETS})
    labels = {"kind": {kind.value: capfirst(kind.label) for kind in Movie.Kind}}
    facets = {}
    for name in FACETS:
        chosen = getattr(filters, name)
        found = counts[name]
        if chosen and chosen not in dict(found):
            # Left out, it would look as if it were not chosen, and be lost with the next change.
            found = [*found, (chosen, 0)]
        facets[name] = [
            Choice(
                value, str(labels.get(name, {}).get(value, value)), count, is_chosen=value == chosen
            )
            for value, count in found
        ]
    return facets


def count_decades(filters: Filters) -> list[Decade]:
    """Decades that have titles, latest first."""
    counts = _counts({"decade": filters.without("year_from", "year_to")})["decade"]
    chosen = (filters.year_from, filters.year_to)
    return [
        Decade(first, first + 9, count, is_chosen=chosen == (first, first + 9))
        for first, count in sorted(counts, reverse=True)
    ]


def _counts(wanted: Mapping[str, Filters]) -> dict[str, list[tuple[Any, int]]]:
    """Name → values of its column by number of titles under its filters; kept for a while."""
    version = catalogue_version()
    keys = {name: f"facet:{version}:{name}:{filters}" for name, filters in wanted.items()}
    cached = cache.get_many(keys.values())
    missing = {
        keys[name]: _count(filters, name)
        for name, filters in wanted.items()
        if keys[name] not in cached
    }
    if missing:
        cache.set_many(missing, CACHE_SECONDS)
    counts = cached | missing
    return {name: counts[key] for name, key in keys.items()}


def _count(filters: Filters, name: str) -> list[tuple[Any, int]]:
    """Blank values left out. No title is counted twice: each join is to pairs that are unique."""
    rows = (
        filters.apply()
        .annotate(value=COUNTED[name])
        .values_list("value")
        .annotate(count=Count("pk"))
        .order_by("-count", "value")
    )
    return [(value, count) for value, count in rows if value]
