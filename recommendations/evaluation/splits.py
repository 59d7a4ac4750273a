"""What is learnt from and what is asked, kept apart: every figure stands or falls with this file.

A title that is asked for is never in the history that the models learn from or are asked with, and
parameters are chosen on the same splits of a training part alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from recommendations.collaborative.data import LIKED_STARS, Ratings

TEST_SHARE = 0.2
HIDDEN_FAVOURITES = 5
ENOUGH_FAVOURITES = 10
HISTORY_LENGTHS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True, eq=False)
class RatingSplit:
    """Ratings to learn from, and ratings to predict."""

    train: Ratings
    test: Ratings


@dataclass(frozen=True, slots=True, eq=False)
class RankingSplit:
    """Ratings to learn from, and for each of some people what is to be found.

    `histories[i]` and `hidden[i]` belong to the person at position `people[i]`.
    """

    train: Ratings
    people: np.ndarray
    """int32[q]"""
    histories: list[np.ndarray]
    """of each: int64 rows of `known`, oldest first; what the models are asked with"""
    known: Ratings
    """where the histories stand: the training part, or that of people who came after it"""
    hidden: list[np.ndarray]
    """of each: int32 positions of titles, none of them in the history"""


def random_split(ratings: Ratings, *, seed: int, share: float = TEST_SHARE) -> RatingSplit:
    """The first fifth of a permutation of the rows is the test."""
    order = np.random.default_rng(seed).permutation(len(ratings))
    tested = round(share * len(ratings))
    return RatingSplit(
        train=ratings.part(np.sort(order[tested:])), test=ratings.part(np.sort(order[:tested]))
    )


def person_folds(ratings: Ratings, *, seed: int, folds: int) -> Iterator[np.ndarray]:
    """bool[p]: who is left out of the training; each person once."""
    order = np.random.default_rng(seed).permutation(len(ratings.person_ids))
    for fold in range(folds):
        is_out = np.zeros(len(order), dtype=bool)
        is_out[order[fold::folds]] = True
        yield is_out


def newest_liked_rows(ratings: Ratings) -> np.ndarray:
    """The row of each person's newest liked title; who liked none, or has rated nothing else, has
    no row here. Of titles rated in one second, the one with the highest id is the newest."""
    order = ratings.oldest_first()
    liked = order[ratings.values[order] >= LIKED_STARS]
    people = ratings.people[liked]
    is_last = np.append(people[1:] != people[:-1], True)[: len(people)]
    newest = liked[is_last]
    counts = np.bincount(ratings.people, minlength=len(ratings.person_ids))
    return newest[counts[ratings.people[newest]] > 1]


def newest_liked_split(ratings: Ratings) -> RankingSplit:
    """Leave one out: each person's newest liked title is to be found, by all other ratings."""
    rows = newest_liked_rows(ratings)
    train = ratings.part(_without(ratings, rows))
    people = ratings.people[rows]
    return RankingSplit(
        train=train,
        people=people,
        histories=_histories(train, people),
        known=train,
        hidden=[ratings.titles[row : row + 1] for row in rows],
    )


def favourites_split(ratings: Ratings, *, seed: int) -> RankingSplit:
    """Five favourites of each person with ten or more, drawn at random, are to be found by the
    others. Favourites are all that is known here: lower ratings are in no part of it."""
    favourites = ratings.part(ratings.values >= LIKED_STARS)
    draw = np.random.default_rng(seed)
    counts = np.bincount(favourites.people, minlength=len(favourites.person_ids))
    people = np.flatnonzero(counts >= ENOUGH_FAVOURITES).astype(np.int32)
    rows = _histories(favourites, people)
    chosen = [draw.choice(own, size=HIDDEN_FAVOURITES, replace=False) for own in rows]
    train = favourites.part(_without(favourites, np.concatenate([[], *chosen]).astype(np.int64)))
    return RankingSplit(
        train=train,
        people=people,
        histories=_histories(train, people),
        known=train,
        hidden=[favourites.titles[np.sort(own)] for own in chosen],
    )


def newcomers_split(ratings: Ratings, is_out: np.ndarray) -> RankingSplit:
    """People whose first rating comes after the training: none of theirs is learnt from. The newest
    liked title of each is to be found by what the person rated before it."""
    own = ratings.part(is_out[ratings.people])
    rows = newest_liked_rows(own)
    people, histories, hidden = [], [], []
    order = own.oldest_first()
    for row in rows:
        theirs = order[own.people[order] == own.people[row]]
        before = theirs[: int(np.flatnonzero(theirs == row)[0])]
        if len(before):
            people.append(own.people[row])
            histories.append(before)
            hidden.append(own.titles[row : row + 1])
    return RankingSplit(
        train=ratings.part(~is_out[ratings.people]),
        people=np.array(people, dtype=np.int32),
        histories=histories,
        known=own,
        hidden=hidden,
    )


def newcomers_rating_split(
    ratings: Ratings, is_out: np.ndarray, *, seed: int
) -> tuple[Ratings, RatingSplit]:
    """What to learn from, and of people who are in no part of it: ratings to be asked with, and a
    fifth of theirs to predict."""
    others = ratings.part(~is_out[ratings.people])
    return others, random_split(ratings.part(is_out[ratings.people]), seed=seed)


def shortened(split: RankingSplit, length: int) -> tuple[RankingSplit, list[np.ndarray]]:
    """The same people asked with the newest `length` of their ratings, and the rows of all of them:
    what was seen stays seen. Who has rated fewer is left out."""
    kept = [number for number, rows in enumerate(split.histories) if len(rows) >= length]
    seen = [split.histories[number] for number in kept]
    short = replace(
        split,
        people=split.people[kept],
        histories=[rows[-length:] for rows in seen],
        hidden=[split.hidden[number] for number in kept],
    )
    return short, seen


def _histories(ratings: Ratings, people: np.ndarray) -> list[np.ndarray]:
    """The rows of each of these people, oldest first."""
    order = ratings.oldest_first()
    start = np.searchsorted(ratings.people[order], people, side="left")
    end = np.searchsorted(ratings.people[order], people, side="right")
    return [order[first:last] for first, last in zip(start, end, strict=True)]


def _without(ratings: Ratings, rows: np.ndarray) -> np.ndarray:
    """bool[n]: all but these rows."""
    kept = np.ones(len(ratings), dtype=bool)
    kept[rows] = False
    return kept
