"""Several matrices of titles by titles as one: of each title the neighbours that are nearest to it
by all of them together."""

from collections.abc import Callable, Sequence

import numpy as np

Rows = Callable[[np.ndarray], np.ndarray]
"""int64[n], positions of titles → float32[n, t], dense: how much each speaks for each title"""

# Of each title's strongest neighbours, whose mean gives the matrices one scale.
STRONGEST = 20
SAMPLE = 2_000
BLOCK = 500


def fused(
    matrices: Sequence[tuple[float, Rows]],
    *,
    count: int,
    neighbours: int,
    told: Callable[[str], None] = lambda line: None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of `matrices` with their weights, over `count` titles: int64[t + 1], where the neighbours of
    each title begin; int32[m], their positions, ascending within a title, at most `neighbours`;
    float32[m], their weights, all above 0. It is made a block of rows at a time."""
    sample = np.unique(np.linspace(0, count - 1, min(SAMPLE, count)).astype(np.int64))
    scaled = [(weight / _scale(rows(sample)), rows) for weight, rows in matrices if weight]
    kept = min(neighbours, count)
    lengths, found, weights = [], [], []
    for start in range(0, count, BLOCK):
        told(f"neighbours of {start:,} of {count:,} titles")
        positions = np.arange(start, min(start + BLOCK, count))
        block = np.add.reduce([weight * rows(positions) for weight, rows in scaled])
        best = np.sort(np.argpartition(-block, kept - 1, axis=1)[:, :kept], axis=1)
        values = np.take_along_axis(block, best, axis=1)
        is_positive = values > 0
        lengths.append(is_positive.sum(axis=1))
        found.append(best[is_positive].astype(np.int32))
        weights.append(values[is_positive].astype(np.float32))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    return starts, np.concatenate(found), np.concatenate(weights)


def _scale(block: np.ndarray) -> float:
    """The mean of the strongest neighbours of each row; 1 where there are none."""
    kept = min(STRONGEST, block.shape[1])
    strongest = -np.partition(-block, kept - 1, axis=1)[:, :kept]
    return float(np.maximum(strongest, 0).mean()) or 1.0
