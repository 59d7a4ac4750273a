"""Which titles the insights are about."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from catalog.models import Credit, Figures, Movie, Source
from catalog.querysets import MovieQuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """All published titles, those that lists hide (adult, unreleased) among them, as in the
    questions about films; narrowed to a kind, and to what one platform has."""

    kind: str = ""
    platform: str = ""

    def titles(self) -> MovieQuerySet:
        titles = Movie.objects.published()
        if self.kind:
            titles = titles.filter(kind=self.kind)
        if self.platform:
            titles = titles.filter(pk__in=self._of_platform())
        return titles

    def figures(self) -> QuerySet[Figures]:
        return self.narrow(Figures.objects.all())

    def credits(self) -> QuerySet[Credit]:
        return self.narrow(Credit.objects.all())

    def narrow(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Of rows that have a `movie`, those of these titles.

        By what is left out, which has an index or is little, where the titles themselves would be
        read from their wide rows: a third of a second for each of these queries.
        """
        rows = rows.exclude(movie__in=Movie.objects.filter(is_published=False).values("pk"))
        series = Movie.objects.filter(kind=Movie.Kind.SERIES).values("pk")
        if self.kind == Movie.Kind.SERIES:
            rows = rows.filter(movie__in=series)
        elif self.kind == Movie.Kind.FILM:
            rows = rows.exclude(movie__in=series)
        if self.platform:
            rows = rows.filter(movie__in=self._of_platform())
        return rows

    def _of_platform(self) -> QuerySet[Source, Any]:
        """A title may have two records of one platform, and still counts once."""
        return Source.objects.filter(platform=self.platform).values("movie")
