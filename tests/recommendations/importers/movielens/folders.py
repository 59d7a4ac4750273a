"""Folders in the CSV form of MovieLens, a few rows each."""

import csv
from pathlib import Path

from catalog.models import Movie
from recommendations.models import RaterRating
from tests.catalog.records import film, imported

HEADERS = {
    "ratings": "userId,movieId,rating,timestamp",
    "tags": "userId,movieId,tag,timestamp",
    "movies": "movieId,title,genres",
    "links": "movieId,imdbId,tmdbId",
}

MOVIES = ["1,Toy Story (1995),Animation", '32,"Twelve Monkeys, The (1995)",Sci-Fi']
LINKS = ["1,0114709,862", "32,0114746,63"]
RATINGS = ["1,1,4.0,964982703", "1,32,0.5,964981247", "2,1,5,1260759144"]


def movielens_folder(path: Path, **files: list[str]) -> Path:
    """Each file by its name without `.csv`, as its rows below the header."""
    path.mkdir(exist_ok=True)
    for name, rows in files.items():
        (path / f"{name}.csv").write_text("\n".join([HEADERS[name], *rows]) + "\n")
    return path


def title(name: str = "Toy Story", year: int = 1995, tmdb: str = "862", imdb: str = "") -> Movie:
    """Of the catalogue, as The Movies Dataset brings it: known by its id at TMDB."""
    return imported(film(name, year, source_id=tmdb, imdb_id=imdb), "tmdb").movie


def opinions() -> set[tuple[int, str, int]]:
    """Number of the rater, title, half stars."""
    return set(RaterRating.objects.values_list("rater__number", "movie__title", "value"))


def rejects(folder: Path) -> list[dict[str, str]]:
    with (folder / "ml.rejected.csv").open(newline="") as file:
        return list(csv.DictReader(file))
