"""What a visitor narrowed the catalogue to; applied in SQL, never afterwards."""

from dataclasses import dataclass, replace

from django.db.models import Q

from catalog.models import Credit, Genre, Movie, Source
from catalog.querysets import MovieQuerySet

BLACK_AND_WHITE_KEYWORDS = ("black and white", "silent film")
MOSTLY_IN_COLOUR = 1965


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

    # What words of a request stand for (catalog/search/cues.py); nobody sets these in a form.
    genres: tuple[tuple[str, ...], ...] = ()
    """Of each of these groups one at least: catalogues have several names for a genre."""
    made_in: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    """Codes of languages. With `made_in`: either will do, since catalogues know only one."""
    people: tuple[tuple[int, ...], ...] = ()
    """Of each of these groups one at least: several people have one name."""
    platform: str = ""
    black_and_white: bool = False
    """No catalogue has a column for it: by keyword, or of the time before most were in colour."""

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
        return self._apply_cues(movies)

    def _apply_cues(self, movies: MovieQuerySet) -> MovieQuerySet:
        """By subqueries: a title that has two of the names must not come twice."""
        for names in self.genres:
            movies = movies.filter(
                pk__in=Genre.movies.through.objects.filter(genre__name__in=names).values("movie")
            )
        if self.made_in or self.spoken:
            made_there = Movie.countries.through.objects.filter(country__name__in=self.made_in)
            movies = movies.filter(
                Q(pk__in=made_there.values("movie")) | Q(original_language__in=self.spoken)
            )
        for ids in self.people:
            movies = movies.filter(pk__in=Credit.objects.filter(person__in=ids).values("movie"))
        if self.platform:
            movies = movies.filter(
                pk__in=Source.objects.filter(platform=self.platform).values("movie")
            )
        if self.black_and_white:
            keyword = Movie.keywords.through.objects.filter(
                keyword__name__in=BLACK_AND_WHITE_KEYWORDS
            )
            movies = movies.filter(
                Q(release_year__lt=MOSTLY_IN_COLOUR) | Q(pk__in=keyword.values("movie"))
            )
        return movies

    @property
    def is_narrowed(self) -> bool:
        return self.without("include_adult_and_unreleased") != Filters()

    def without(self, *names: str) -> "Filters":
        """The same filters with these fields as if nobody had touched them."""
        defaults = Filters()
        return replace(self, **{name: getattr(defaults, name) for name in names})
