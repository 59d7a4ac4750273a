"""What a visitor narrowed the catalogue to; applied in SQL, never afterwards."""

from dataclasses import dataclass, replace

from catalog.models import Movie
from catalog.querysets import MovieQuerySet


@dataclass(frozen=True, slots=True)
class Filters:
    kind: str = ""
    genre: str = ""
    country: str = ""
    age_rating: str = ""
    keyword: str = ""
    company: str = ""
    year_from: int | None = None
    year_to: int | None = None
    include_adult_and_unreleased: bool = False

    def apply(self) -> MovieQuerySet:
        movies = (
            Movie.objects.published()
            if self.include_adult_and_unreleased
            else Movie.objects.for_everybody()
        )
        if self.kind:
            movies = movies.filter(kind=self.kind)
        if self.genre:
            movies = movies.filter(genres__name=self.genre)
        if self.country:
            movies = movies.filter(countries__name=self.country)
        if self.keyword:
            movies = movies.filter(keywords__name=self.keyword)
        if self.company:
            movies = movies.filter(companies__name=self.company)
        if self.age_rating:
            movies = movies.filter(age_rating=self.age_rating)
        if self.year_from is not None:
            movies = movies.filter(release_year__gte=self.year_from)
        if self.year_to is not None:
            movies = movies.filter(release_year__lte=self.year_to)
        return movies

    @property
    def is_narrowed(self) -> bool:
        return self.without("include_adult_and_unreleased") != Filters()

    def without(self, *names: str) -> "Filters":
        """The same filters with these fields as if nobody had touched them."""
        defaults = Filters()
        return replace(self, **{name: getattr(defaults, name) for name in names})
