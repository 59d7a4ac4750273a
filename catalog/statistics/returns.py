"""What came in for each dollar that a person's films cost.

The sums are of those films alone whose budget and revenue are both known and plausible; how many
were left out, and why, is part of the answer. `include_unknown` gives the arithmetic of the systems
that published these questions: an unknown return is a zero, and a budget of one dollar is believed.
"""

from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

from django.db.models import F
from django.urls import reverse

from catalog.models import Credit, Movie, Person


@dataclass(frozen=True, slots=True)
class FilmReturn:
    """Money in US dollars of the day; None is unknown."""

    pk: int
    slug: str
    title: str
    release_year: int | None
    character: str
    release_date: date | None
    budget: int | None
    revenue: int | None
    return_ratio: float | None
    """Revenue for each dollar of budget: 2.5 is two and a half times what it cost."""
    is_implausible: bool

    @property
    def profit(self) -> int | None:
        if self.budget is None or self.revenue is None:
            return None
        return self.revenue - self.budget

    def get_absolute_url(self) -> str:
        return reverse("catalog:title", args=[self.pk, self.slug])


@dataclass(frozen=True, slots=True)
class Returns:
    films: list[FilmReturn]
    """All of the person's films in that role, newest first."""
    n: int
    """Films that the sums are of."""
    left_out_unknown: int
    """Films without a known budget or revenue."""
    left_out_implausible: int
    """Films whose budget is too small to have been one (`IMPLAUSIBLE_BUDGET`)."""
    total: float | None
    """Sum of the films' returns; None, as mean and median, where there is none to sum."""
    mean: float | None
    median: float | None


def returns_of(person: Person, *, role: str, include_unknown: bool = False) -> Returns:
    """The published films that the person acted in, or directed, and their returns: one query."""
    films = _films_of(person, role)
    known = [film for film in films if film.return_ratio is not None]
    plausible = [film for film in known if not film.is_implausible]
    counted = films if include_unknown else plausible
    ratios = [film.return_ratio or 0.0 for film in counted]
    return Returns(
        films=films,
        n=len(ratios),
        left_out_unknown=0 if include_unknown else len(films) - len(known),
        left_out_implausible=0 if include_unknown else len(known) - len(plausible),
        total=sum(ratios) if ratios else None,
        mean=fmean(ratios) if ratios else None,
        median=median(ratios) if ratios else None,
    )


def _films_of(person: Person, role: str) -> list[FilmReturn]:
    rows = (
        Credit.objects.filter(
            person=person, role=role, movie__is_published=True, movie__kind=Movie.Kind.FILM
        )
        .order_by(
            F("movie__figures__release_date").desc(nulls_last=True),
            F("movie__release_year").desc(nulls_last=True),
            "movie_id",
        )
        .values_list(
            "movie_id",
            "movie__slug",
            "movie__title",
            "movie__release_year",
            "character",
            "movie__figures__release_date",
            "movie__figures__budget",
            "movie__figures__revenue",
            "movie__figures__return_ratio",
            "movie__figures__is_implausible",
        )
    )
    return [FilmReturn(*row[:-1], is_implausible=bool(row[-1])) for row in rows]
