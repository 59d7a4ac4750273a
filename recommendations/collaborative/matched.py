"""Ratings of a MovieLens folder for the titles of this site.

MovieLens' ids of films are nobody else's: what a model learns by them says nothing about titles of
another number. So they are translated, by what the imports found out (`Movie.movielens_id`).
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from catalog.models import Movie
from recommendations.collaborative.data import Ratings, UnusableRatings, ratings_of
from recommendations.collaborative.movielens import read_movielens
from recommendations.collaborative.titles import titles_from_database


def ratings_from_folder(
    folder: Path, *, told: Callable[[str], None] = lambda line: None
) -> Ratings:
    """The folder's ratings of films that the catalogue has; ids of titles are those of `Movie`.

    Raises UnusableRatings where the folder cannot be read, or where none of its films is here.
    """
    ratings = read_movielens(folder)
    known = dict(
        Movie.objects.filter(movielens_id__isnull=False)
        .order_by("pk")
        .values_list("movielens_id", "pk")
    )
    # 0 is nobody's id.
    translated = np.array([known.get(int(each), 0) for each in ratings.title_ids], dtype=np.int64)
    titles = translated[ratings.titles]
    is_known = titles > 0
    if not is_known.any():
        raise UnusableRatings(
            f"{folder}: none of its {len(translated):,} films is known here by its MovieLens id; "
            "manage.py import_movielens finds out which is which"
        )
    matched = np.count_nonzero(translated)
    told(
        f"{folder}: {np.count_nonzero(is_known):,} of {len(ratings):,} ratings are of "
        f"{matched:,} titles of this site; {len(translated) - matched:,} films are not here"
    )
    of_the_site = ratings_of(
        ratings.person_ids[ratings.people[is_known]],
        titles[is_known],
        ratings.values[is_known],
        ratings.times[is_known],
    )
    return replace(of_the_site, about=titles_from_database(of_the_site.title_ids))
