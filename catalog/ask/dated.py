"""Of how many films the questions about the calendar can tell anything."""

from dataclasses import dataclass

from django.core.cache import cache

from catalog.models import Movie
from catalog.statistics.questions import CACHE_SECONDS, films_by_month
from catalog.version import catalogue_version


@dataclass(frozen=True, slots=True)
class DatedFilms:
    known: int
    unknown: int
    """Counted nowhere by date."""


def count_dated_films() -> DatedFilms:
    key = f"films:{catalogue_version()}"
    films: int | None = cache.get(key)
    if films is None:
        films = Movie.objects.published().filter(kind=Movie.Kind.FILM).count()
        cache.set(key, films, CACHE_SECONDS)
    known = sum(films_by_month().values())
    return DatedFilms(known=known, unknown=max(0, films - known))
