"""Keeps the texts that a title repeats from its credits, genres, countries and keywords."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from catalog.models import Movie

REPEATED = [
    "people_text",
    "terms_text",
    "keywords_text",
    "title_key",
    "original_title_key",
    "slug",
    "text_hash",
    "updated_at",
]


@transaction.atomic
def refresh_texts(movie_ids: Iterable[int]) -> None:
    """Write `people_text`, `terms_text`, `keywords_text` and what follows from them, for titles
    whose rows in the tables around them were changed."""
    movies = list(Movie.objects.filter(pk__in=movie_ids).for_texts().locked())
    for movie in movies:
        repeat_texts(movie)
    Movie.objects.bulk_update(movies, REPEATED, batch_size=200)


def repeat_texts(movie: Movie) -> None:
    """Set those fields of a title that was read `for_texts`; nothing is saved."""
    movie.people_text = people_text(credit.person.name for credit in movie.credits.all())
    movie.terms_text = terms_text(
        (genre.name for genre in movie.genres.all()),
        (country.name for country in movie.countries.all()),
    )
    movie.keywords_text = keywords_text(keyword.name for keyword in movie.keywords.all())
    movie.derive_fields()
    movie.updated_at = timezone.now()


def people_text(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def terms_text(genres: Iterable[str], countries: Iterable[str]) -> str:
    return ", ".join([*genres, *countries])


def keywords_text(keywords: Iterable[str]) -> str:
    return ", ".join(keywords)
