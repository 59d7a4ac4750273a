"""How many films came out in a month, or on a day of the week.

Films are all published ones of that kind, those that lists hide (adult, unreleased) among them. One
without a known release date is counted nowhere.
"""

from collections import Counter

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import ExtractIsoWeekDay, ExtractMonth

from catalog.models import Figures, Movie
from catalog.version import catalogue_version

CACHE_SECONDS = 24 * 60 * 60

Cells = list[tuple[int, int, int]]
"""Month, weekday, number of films: at most 84 of them, from which both questions are answered."""


def films_released_in_month(month: int) -> int:
    """In all years together; 1 is January. Raises ValueError for what is no month."""
    if not 1 <= month <= 12:
        raise ValueError(f"no month: {month}")
    return films_by_month()[month]


def films_released_on_weekday(weekday: int) -> int:
    """In all years together; 1 is Monday, 7 Sunday. Raises ValueError for what is no weekday."""
    if not 1 <= weekday <= 7:
        raise ValueError(f"no weekday: {weekday}")
    return films_by_weekday()[weekday]


def films_by_month() -> dict[int, int]:
    counts = Counter[int]()
    for month, _, films in _cells():
        counts[month] += films
    return {month: counts[month] for month in range(1, 13)}


def films_by_weekday() -> dict[int, int]:
    counts = Counter[int]()
    for _, weekday, films in _cells():
        counts[weekday] += films
    return {weekday: counts[weekday] for weekday in range(1, 8)}


def _cells() -> Cells:
    """Kept until the catalogue changes: no visitor waits for 45,000 dates twice."""
    key = f"release-days:{catalogue_version()}"
    cells: Cells | None = cache.get(key)
    if cells is None:
        cells = _count_cells()
        cache.set(key, cells, CACHE_SECONDS)
    return cells


def _count_cells() -> Cells:
    return list(
        Figures.objects.filter(
            release_date__isnull=False, movie__is_published=True, movie__kind=Movie.Kind.FILM
        )
        .values_list(ExtractMonth("release_date"), ExtractIsoWeekDay("release_date"))
        .annotate(films=Count("pk"))
        .order_by()
    )
