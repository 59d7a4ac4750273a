"""Ratings as arrays: what every model learns from, be they from a file or the database."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LOWEST_STARS, HIGHEST_STARS = 0.5, 5.0
LIKED_STARS = 4.0


class UnusableRatings(Exception):
    """There is nothing to learn from; the text says what is missing, and where."""


@dataclass(frozen=True, slots=True, eq=False)
class Titles:
    """What is known of titles besides who rated them, in the order of `Ratings.title_ids`."""

    genres: np.ndarray
    """bool[t, g]"""
    years: np.ndarray
    """float32[t]; NaN where not known"""
    genre_names: Sequence[str] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """One rating a row: all arrays but the two of ids have the length n.

    `people` and `titles` are positions in `person_ids` (p of them) and `title_ids` (t). A part of
    ratings keeps all ids, so that a position means the same person or title in each part.
    """

    people: np.ndarray
    """int32[n]"""
    titles: np.ndarray
    """int32[n]"""
    values: np.ndarray
    """float32[n], in stars"""
    times: np.ndarray
    """int64[n], seconds since 1970"""
    person_ids: np.ndarray
    """int64[p], ascending"""
    title_ids: np.ndarray
    """int64[t], ascending"""
    about: Titles | None = None
    """what is known of the titles, where something is"""

    def __len__(self) -> int:
        return len(self.values)

    @property
    def digest(self) -> str:
        """SHA-256 of all that they say, in hexadecimal; the order of the rows is part of it."""
        digest = hashlib.sha256()
        for array in (
            self.person_ids[self.people],
            self.title_ids[self.titles],
            self.values,
            self.times,
            self.title_ids,
        ):
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()

    def part(self, rows: np.ndarray) -> "Ratings":
        """Those of these rows, given as positions or as a mask; all ids are kept."""
        return replace(
            self,
            people=self.people[rows],
            titles=self.titles[rows],
            values=self.values[rows],
            times=self.times[rows],
        )

    def oldest_first(self) -> np.ndarray:
        """int64[n]: rows by person, then by time; of one second, by the titles' ids."""
        return np.lexsort((self.titles, self.times, self.people))

    def matrix(self, values: np.ndarray | None = None) -> "csr_matrix":
        """float32[p, t], sparse: what each person gave each title, or `values` of each row."""
        from scipy.sparse import csr_matrix

        shape = (len(self.person_ids), len(self.title_ids))
        cells = np.asarray(self.values if values is None else values, dtype=np.float32)
        return csr_matrix((cells, (self.people, self.titles)), shape=shape)


def ratings_of(
    person_ids: np.ndarray, title_ids: np.ndarray, values: np.ndarray, times: np.ndarray
) -> Ratings:
    """Of one row a rating, with ids instead of positions. Where a person rated a title twice, the
    newest counts. Raises UnusableRatings for none at all and for a value that is no rating."""
    if len(values) == 0:
        raise UnusableRatings("there are no ratings")
    wrong = ~((values >= LOWEST_STARS) & (values <= HIGHEST_STARS))  # NaN is wrong too
    if wrong.any():
        row = int(np.argmax(wrong))
        raise UnusableRatings(
            f"rating {row + 1} is {values[row]:g}, not between {LOWEST_STARS} and {HIGHEST_STARS:g}"
        )
    persons, people = np.unique(person_ids.astype(np.int64), return_inverse=True)
    all_titles, titles = np.unique(title_ids.astype(np.int64), return_inverse=True)
    ratings = Ratings(
        people=people.astype(np.int32),
        titles=titles.astype(np.int32),
        values=values.astype(np.float32),
        times=times.astype(np.int64),
        person_ids=persons,
        title_ids=all_titles,
    )
    newest_last = np.lexsort((ratings.times, ratings.titles, ratings.people))
    cells = ratings.people[newest_last].astype(np.int64) * len(all_titles)
    cells += ratings.titles[newest_last]
    is_newest = np.append(cells[1:] != cells[:-1], True)
    if is_newest.all():
        return ratings
    return ratings.part(np.sort(newest_last[is_newest]))
