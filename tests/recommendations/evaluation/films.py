"""Generated ratings with a catalogue that has their films, under other ids."""

from pathlib import Path

from catalog.importers.tmdb import TMDB
from catalog.models import Movie, Source
from recommendations.collaborative.data import Ratings
from tests.catalog.factories import FiguresFactory, GenreFactory, MovieFactory
from tests.recommendations.evaluation.generated import write_movielens

FIRST_TMDB_ID = 50_000


def make_films(ratings: Ratings, folder: Path) -> dict[int, Movie]:
    """MovieLens' id → the title; `folder` is written as MovieLens publishes one. The titles are
    made from the last film to the first, so that no id is that of MovieLens."""
    write_movielens(folder, ratings)
    about = ratings.about
    assert about is not None
    films = {}
    for place in reversed(range(len(ratings.title_ids))):
        film = int(ratings.title_ids[place])
        genres = [
            GenreFactory.create(name=name)
            for name, has in zip(about.genre_names, about.genres[place], strict=True)
            if has
        ]
        films[film] = MovieFactory.create(
            title=f"Title {film}", release_year=int(about.years[place]), genres=genres
        )
        FiguresFactory.create(movie=films[film], popularity=1_000 / film)
        Source.objects.create(
            movie=films[film], platform=TMDB.platform, source_id=str(FIRST_TMDB_ID + film)
        )
    lines = ["movieId,imdbId,tmdbId"]
    lines += [f"{film},,{FIRST_TMDB_ID + film}" for film in ratings.title_ids]
    (folder / "links.csv").write_text("\n".join(lines) + "\n")
    return films
