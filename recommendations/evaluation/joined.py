"""A folder's ratings on the titles of the catalogue, joined as an import joins them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.db import connection

from catalog.importers.rejects import Reject
from catalog.importers.rows import UnreadableFile
from catalog.models import Movie
from recommendations.collaborative.data import Ratings, UnusableRatings, ratings_of
from recommendations.collaborative.movielens import read_movielens
from recommendations.importers.movielens.films import film_tables
from recommendations.importers.movielens.folder import MovielensFolder
from recommendations.importers.movielens.joining import Films

# Two of their ratings in the same second as in another set: the same person.
SAME_MOMENTS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    ratings: Ratings
    """of titles that everybody may see; their ids are those of `Movie`"""
    published: Ratings
    """as the folder has them, with its own ids"""
    found: dict[str, int]
    """films by how their title was found: by the ids of links.csv, or by name and year"""
    apart_from: Ratings | None = None
    """as the folder has them whose people are left out"""

    @property
    def counts(self) -> dict[str, int]:
        return {
            "films": len(self.published.title_ids),
            "films with a title": len(self.ratings.title_ids),
            "ratings": len(self.published),
            "ratings with a title": len(self.ratings),
            "people": len(self.ratings.person_ids),
        }


def join_movielens(folder: Path, *, apart_from: Path | None = None) -> Joined:
    """Ratings of films that the catalogue lacks are left out, and so is who is in `apart_from`, a
    folder of the same source, as well. Writes nothing. Raises UnusableRatings, saying what is wrong
    with which file."""
    published = read_movielens(folder)
    others = read_movielens(apart_from) if apart_from else None
    kept = ~np.isin(published.people, _people_of_both(published, others))
    try:
        titles, found = _titles(MovielensFolder(folder))
    except UnreadableFile as error:
        raise UnusableRatings(str(error)) from error
    everybodys = set(Movie.objects.for_everybody().values_list("pk", flat=True))
    title_of = np.array(
        [
            title if (title := titles.get(film, -1)) in everybodys else -1
            for film in published.title_ids.tolist()
        ],
        dtype=np.int64,
    )
    title_ids = title_of[published.titles]
    kept &= title_ids >= 0
    if not kept.any():
        raise UnusableRatings(f"{folder}: no film of it is a title of the catalogue")
    ratings = ratings_of(
        published.person_ids[published.people[kept]],
        title_ids[kept],
        published.values[kept],
        published.times[kept],
    )
    return Joined(ratings, published, found, others)


def _people_of_both(ratings: Ratings, others: Ratings | None) -> np.ndarray:
    """int64: positions of people who are in the other set too. The sets number them anew, but
    whoever has rated the same films in the same seconds is one person."""
    if others is None:
        return np.zeros(0, dtype=np.int64)
    moments = set(_moments(others))
    is_known = np.array([moment in moments for moment in _moments(ratings)])
    counts = np.bincount(ratings.people, is_known, len(ratings.person_ids))
    return np.flatnonzero(counts >= SAME_MOMENTS)


def _moments(ratings: Ratings) -> list[tuple[int, int]]:
    """(film, second) of each."""
    films = ratings.title_ids[ratings.titles].tolist()
    return list(zip(films, ratings.times.tolist(), strict=True))


def _titles(folder: MovielensFolder) -> tuple[dict[int, int], dict[str, int]]:
    """Film → title, and how many were found in which way."""
    refused: list[Reject] = []  # rows of no use: their films have no title
    with film_tables(folder, refused.append), connection.cursor() as cursor:
        found = Films(folder).found
        cursor.execute("SELECT film, movie_id FROM movielens_film WHERE movie_id IS NOT NULL")
        return dict(cursor.fetchall()), found
