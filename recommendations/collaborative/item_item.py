"""Which titles go with which, as matrices [titles, titles] made of who rated what, and when.

Row i, column j: how much a rating of title i speaks for title j. Nothing here depends on a person,
so somebody who comes after the training is served like everybody else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from recommendations.collaborative.data import Ratings

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# The inverse of a dense matrix of so many titles takes a minute and 0.8 GB; rarer titles have too
# few ratings to gain from it, and are served by what was rated beside them.
MOST_TITLES = 10_000

# Titles whose cosines to all others are held at once.
BLOCK = 500


def cosines(ratings: Ratings, *, shrinkage: float) -> "csr_matrix":
    """Item-kNN: the cosine of who rated the two, shrunk where few rated both."""
    from scipy.sparse import diags

    seen = ratings.matrix(np.ones(len(ratings)))
    counts = np.asarray(seen.sum(axis=0)).ravel()
    length = diags(1 / np.sqrt(counts + shrinkage))
    return _without_diagonal((length @ (seen.T @ seen) @ length).tocsr())


def cosines_by_block(ratings: Ratings, *, shrinkage: float) -> Iterator[np.ndarray]:
    """The same, float32[b, t] of a block of titles after the other: all of them together would fill
    the memory where millions have rated."""
    from scipy.sparse import diags

    seen = ratings.matrix(np.ones(len(ratings)))
    counts = np.asarray(seen.sum(axis=0)).ravel()
    scaled = (seen @ diags((1 / np.sqrt(counts + shrinkage)).astype(np.float32))).tocsc()
    by_person = scaled.tocsr()
    for start in range(0, seen.shape[1], BLOCK):
        block = (scaled[:, start : start + BLOCK].T @ by_person).toarray()
        rows = np.arange(len(block))
        block[rows, start + rows] = 0
        yield block


@dataclass(frozen=True, slots=True, eq=False)
class Ease:
    """EASE (Steck 2019, "Embarrassingly shallow autoencoders for sparse data", equation 8).

    With fewer people than titles the matrix of people is inverted instead (Woodbury): the same
    result, from 671 rows instead of 9,066. The rows are made as they are asked for.
    """

    count: int
    """of all titles"""
    head: np.ndarray
    """int64[h]: positions of those that are in it"""
    left: np.ndarray
    """float32[r, h]: left.T @ right is the inverse, up to its diagonal; without rows, right is"""
    right: np.ndarray
    """float32[r, h] or float32[h, h]"""
    diagonal: np.ndarray
    """float32[h], of the inverse"""

    @classmethod
    def fit(cls, ratings: Ratings, *, regularisation: float) -> Self:
        head, seen = _most_rated(ratings)
        people, titles = seen.shape
        if people < titles:
            dense = seen.toarray().astype(np.float64)
            gram = dense @ dense.T
            gram[np.diag_indices(people)] += regularisation
            solved = np.linalg.solve(gram, dense) / -regularisation
            diagonal = 1 / regularisation + np.einsum("pt,pt->t", dense, solved)
        else:
            gram = (seen.T @ seen).toarray().astype(np.float64)
            gram[np.diag_indices(titles)] += regularisation
            solved = np.linalg.inv(gram)
            diagonal = np.diag(solved)
            dense = np.zeros((0, titles))
        return cls(
            count=len(ratings.title_ids),
            head=head,
            left=dense.astype(np.float32),
            right=solved.astype(np.float32),
            diagonal=diagonal.astype(np.float32),
        )

    def summed(self, positions: np.ndarray) -> np.ndarray:
        """float32[t]: the sum of these rows, without making them; what it says of these titles
        themselves is meaningless."""
        scores = np.zeros(self.count, dtype=np.float32)
        inside = np.searchsorted(self.head, np.intersect1d(positions, self.head))
        if len(self.left):
            scores[self.head] = self.left[:, inside].sum(axis=1) @ self.right
        else:
            scores[self.head] = self.right[inside].sum(axis=0)
        scores[self.head] /= -self.diagonal
        return scores

    def rows(self, positions: np.ndarray) -> np.ndarray:
        """float32[len(positions), t], dense; zeros for titles that are not in it."""
        block = np.zeros((len(positions), self.count), dtype=np.float32)
        at = np.minimum(np.searchsorted(self.head, positions), max(0, len(self.head) - 1))
        inside = np.flatnonzero(self.head[at] == positions) if len(self.head) else at[:0]
        inverse = (
            self.left[:, at[inside]].T @ self.right if len(self.left) else self.right[at[inside]]
        )
        block[np.ix_(inside, self.head)] = inverse / -self.diagonal
        block[np.arange(len(positions)), positions] = 0  # nothing speaks for itself
        return block


def rated_together(ratings: Ratings, *, reach: int, decay: float, shrinkage: float) -> "csr_matrix":
    """What people rate shortly before and after: of each person's ratings in order of time, pairs
    up to `reach` apart, a pair that is k apart counting exp(-(k - 1) / decay); divided by the root
    of how often each of the two was rated."""
    from scipy.sparse import csr_matrix, diags

    order = ratings.oldest_first()
    people, titles = ratings.people[order], ratings.titles[order]
    count = len(ratings.title_ids)
    together = csr_matrix((count, count), dtype=np.float32)
    for apart in range(1, min(reach, len(order) - 1) + 1):
        same = people[apart:] == people[:-apart]
        pair = (titles[:-apart][same], titles[apart:][same])
        weight = np.full(int(same.sum()), np.exp(-(apart - 1) / decay), dtype=np.float32)
        together = together + csr_matrix((weight, pair), shape=together.shape)
    counts = np.bincount(titles, minlength=count)
    length = diags((1 / np.sqrt(counts + shrinkage)).astype(np.float32))
    return _without_diagonal((length @ (together + together.T) @ length).tocsr())


def _most_rated(ratings: Ratings) -> tuple[np.ndarray, "csr_matrix"]:
    """Positions of the titles that are rated most, and who rated them, float32[p, those]."""
    counts = np.bincount(ratings.titles, minlength=len(ratings.title_ids))
    head = np.sort(np.argsort(-counts, kind="stable")[:MOST_TITLES])
    head = head[counts[head] > 0]
    seen = ratings.matrix(np.ones(len(ratings))).tocsc()[:, head].tocsr()
    # Who rated none of them teaches nothing here.
    return head, seen[np.asarray(seen.sum(axis=1)).ravel() > 0]


def _without_diagonal(matrix: "csr_matrix") -> "csr_matrix":
    matrix.setdiag(0)
    matrix.eliminate_zeros()
    return matrix
