"""What the catalogue knows of the titles that are learnt about."""

import numpy as np

from catalog.models import Genre, Movie
from recommendations.collaborative.data import Titles


def titles_from_database(title_ids: np.ndarray) -> Titles:
    """Genres and years, in the order of `title_ids` (int64[t], ascending, of `Movie`)."""
    wanted = title_ids.tolist()
    years = np.full(len(title_ids), np.nan, dtype=np.float32)
    dated = Movie.objects.filter(pk__in=wanted, release_year__isnull=False)
    for pk, year in dated.values_list("pk", "release_year").iterator():
        years[np.searchsorted(title_ids, pk)] = year
    tagged = list(
        Movie.genres.through._default_manager.filter(movie_id__in=wanted).values_list(
            "movie_id", "genre_id"
        )
    )
    genres = list(
        Genre.objects.filter(pk__in={genre for _movie, genre in tagged})
        .order_by("name", "pk")
        .values_list("pk", "name")
    )
    column = {pk: number for number, (pk, _name) in enumerate(genres)}
    flags = np.zeros((len(title_ids), len(genres)), dtype=bool)
    for movie, genre in tagged:
        flags[np.searchsorted(title_ids, movie), column[genre]] = True
    return Titles(genres=flags, years=years, genre_names=[name for _pk, name in genres])
