"""The choices of each filter, with the number of titles that each would leave."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, F

from catalog.models import Movie
from catalog.search.filters import Filters

# As somebody types, the same choices are asked for again and again.
CACHE_SECONDS = 60


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
    """Filter name → choices. A filter's own choice does not narrow its own counts."""
    kinds = dict(Movie.Kind.choices)
    facets = {
        "kind": [
            (kind, str(kinds[kind]), count) for kind, count in _counts(filters, "kind", "kind")
        ],
        "genre": [(n, n, count) for n, count in _counts(filters, "genre", "genres__name")],
        "country": [(n, n, count) for n, count in _counts(filters, "country", "countries__name")],
        "age_rating": [(n, n, count) for n, count in _counts(filters, "age_rating", "age_rating")],
    }
    for name, choices in facets.items():
        chosen = getattr(filters, name)
        if chosen and chosen not in {value for value, _label, _count in choices}:
            # Left out, it would look as if it were not chosen, and be lost with the next change.
            choices.append((chosen, str(kinds.get(chosen, chosen)), 0))
    return {
        name: [
            Choice(value, label, count, is_chosen=value == getattr(filters, name))
            for value, label, count in choices
        ]
        for name, choices in facets.items()
    }


def count_decades(filters: Filters) -> list[Decade]:
    """Decades that have titles, latest first."""
    rows = (
        filters.without("year_from", "year_to")
        .apply()
        .exclude(release_year=None)
        .annotate(decade=F("release_year") / 10 * 10)
        .values_list("decade")
        .annotate(count=Count("pk"))
        .order_by("-decade")
    )
    chosen = (filters.year_from, filters.year_to)
    return [
        Decade(first, first + 9, count, is_chosen=chosen == (first, first + 9))
        for first, count in rows
    ]


def _counts(filters: Filters, name: str, column: str) -> list[tuple[str, int]]:
    """Values of the column by number of titles, blank ones left out; at most a minute old.

    No title is counted twice: each join is to pairs that are unique.
    """
    others = filters.without(name)
    key = f"facet:{name}:{others}"
    if (counts := cache.get(key)) is None:
        rows = (
            others.apply()
            .values_list(column)
            .annotate(count=Count("pk"))
            .order_by("-count", column)
        )
        counts = [(value, count) for value, count in rows if value]
        cache.set(key, counts, CACHE_SECONDS)
    return counts
