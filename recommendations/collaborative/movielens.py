"""A folder in MovieLens' form as arrays: ratings.csv, and movies.csv for genres and years."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from recommendations.collaborative.data import Ratings, Titles, UnusableRatings, ratings_of

if TYPE_CHECKING:
    import pyarrow

NO_GENRES = "(no genres listed)"
YEAR = re.compile(r"\((\d{4})(?:[-–]\d{0,4})?\)\s*$")


def read_movielens(folder: Path) -> Ratings:
    """The ratings in the order of the file, with genres and years where movies.csv is beside it.
    The ids of titles are MovieLens' own (`movieId`), which are nobody else's. Raises
    UnusableRatings, naming the file and what is wrong with it."""
    path = folder / "ratings.csv"
    table = _columns(
        path, {"userId": "int64", "movieId": "int64", "rating": "float32", "timestamp": "int64"}
    )
    try:
        ratings = ratings_of(*(table[name].to_numpy() for name in table.column_names))
    except UnusableRatings as error:
        raise UnusableRatings(f"{path}: {error}") from error
    if not (folder / "movies.csv").exists():
        return ratings
    return replace(ratings, about=read_titles(folder, ratings.title_ids))


def read_titles(folder: Path, title_ids: np.ndarray) -> Titles:
    """Genres and years of these titles; a title that movies.csv lacks has neither. Raises
    UnusableRatings where the file cannot be read."""
    table = _columns(
        folder / "movies.csv", {"movieId": "int64", "title": "string", "genres": "string"}
    )
    known = {
        movie: (title or "", genres or "")
        for movie, title, genres in zip(
            *(table[name].to_pylist() for name in table.column_names), strict=True
        )
    }
    rows = [known.get(int(title), ("", "")) for title in title_ids]
    listed = [set(genres.split("|")) - {NO_GENRES, ""} for _title, genres in rows]
    names = sorted(set().union(*listed))
    return Titles(
        genres=np.array([[name in own for name in names] for own in listed], dtype=bool).reshape(
            len(rows), len(names)
        ),
        years=np.array([_year(title) for title, _genres in rows], dtype=np.float32),
        genre_names=names,
    )


def _year(title: str) -> float:
    found = YEAR.search(title)
    return float(found[1]) if found else float("nan")


def _columns(path: Path, types: dict[str, str]) -> "pyarrow.Table":
    """These columns, in this order, without nulls in the columns of numbers."""
    import pyarrow
    from pyarrow import csv

    options = csv.ConvertOptions(
        include_columns=list(types),
        column_types={name: pyarrow.type_for_alias(kind) for name, kind in types.items()},
        # An empty cell is not a number, and would turn into one without a word.
        null_values=[],
    )
    try:
        return csv.read_csv(
            path,
            parse_options=csv.ParseOptions(newlines_in_values=False),
            convert_options=options,
        )
    except FileNotFoundError as error:
        raise UnusableRatings(f"{path} is not there") from error
    except (OSError, pyarrow.ArrowException) as error:
        raise UnusableRatings(f"{path} cannot be read: {error}") from error
