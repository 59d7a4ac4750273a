"""Who is asked about similar titles, and by whom nothing may be learnt meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from recommendations.collaborative.data import LIKED_STARS, Ratings, UnusableRatings
from recommendations.evaluation.splits import person_folds

FEWEST_LIKES = 2  # one is asked with, one is to be found


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """Each of some people asks with each title that they liked for the others that they liked."""

    train: Ratings
    """of all other people: what an engine may learn from"""
    asked: np.ndarray
    """int64[q], ascending: ids of the titles that are asked with"""
    likes: np.ndarray
    """bool[p, t]: who of these people likes which title of the catalogue"""
    people: np.ndarray
    """int32[m]: positions in `likes` of who asks"""
    questions: np.ndarray
    """int32[m]: positions in `asked` of what each asks with"""


def folds_of(ratings: Ratings, catalogue: np.ndarray, *, seed: int, folds: int) -> Iterator[Fold]:
    """Each person asks in one fold; `catalogue`: int64[t], ascending, the ids of all titles that
    can be found. Raises UnusableRatings where nobody has liked two titles."""
    liked = ratings.part(ratings.values >= LIKED_STARS)
    counts = np.bincount(liked.people, minlength=len(ratings.person_ids))
    if not (counts >= FEWEST_LIKES).any():
        raise UnusableRatings("nobody has liked two titles of the catalogue: nothing to be found")
    title_ids = ratings.title_ids[liked.titles]
    for is_out in person_folds(ratings, seed=seed, folds=folds):
        asks = is_out & (counts >= FEWEST_LIKES)
        if not asks.any():
            continue
        own = asks[liked.people]
        position = np.cumsum(asks) - 1
        people = position[liked.people[own]].astype(np.int32)
        asked, questions = np.unique(title_ids[own], return_inverse=True)
        likes = np.zeros((int(asks.sum()), len(catalogue)), dtype=bool)
        likes[people, np.searchsorted(catalogue, title_ids[own])] = True
        yield Fold(
            train=ratings.part(~is_out[ratings.people]),
            asked=asked,
            likes=likes,
            people=people,
            questions=questions.astype(np.int32),
        )
