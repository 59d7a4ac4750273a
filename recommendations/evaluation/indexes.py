"""How many of the nearest an index finds, and what that costs."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from recommendations.engines.indexes.base import VectorIndex

TOP = 10

# Distances in float32 that differ by less are those of equals.
TOLERANCE = 1e-4

# Rows whose distances to all others are held at once.
BLOCK = 50

Figures = dict[str, float]
Search = Callable[[int], np.ndarray]
"""row → int64[TOP], the rows that were found, -1 for none; never the row itself"""


def exact_bounds(vectors: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """float32[q]: how far the TOPth nearest other is from each row of `asked` (int64[q]), by
    Euclidean distance; infinite where there are fewer others. `vectors`: float32[n, d]."""
    if len(vectors) <= TOP:
        return np.full(len(asked), np.inf, dtype=np.float32)
    squares = np.einsum("nd,nd->n", vectors, vectors)
    bounds = []
    for start in range(0, len(asked), BLOCK):
        rows = asked[start : start + BLOCK]
        near = squares[None, :] - 2 * vectors[rows] @ vectors.T
        near[np.arange(len(rows)), rows] = np.inf
        # Products alone round: the distances of those around the edge are worked out in full.
        nearest = np.argpartition(near, TOP, axis=1)[:, : TOP + 1]
        apart = np.linalg.norm(vectors[nearest] - vectors[rows][:, None], axis=2)
        apart[nearest == rows[:, None]] = np.inf  # only where there are hardly more others
        bounds.append(np.sort(apart, axis=1)[:, TOP - 1])
    return np.concatenate([np.zeros(0, dtype=np.float32), *bounds])


def recall(
    vectors: np.ndarray, asked: np.ndarray, found: Sequence[np.ndarray], bounds: np.ndarray
) -> float:
    """The share of TOP, mean of `asked`, that was found and is no farther than the exact TOPth. Of
    thousands of equals any will do: to ask for the very same ten would measure chance."""
    shares = []
    for row, others, bound in zip(asked, found, bounds, strict=True):
        others = np.unique(others[others >= 0])
        apart = np.linalg.norm(vectors[others[others != row]] - vectors[row], axis=1)
        most = min(TOP, len(vectors) - 1)
        shares.append(min(1.0, float((apart <= bound + TOLERANCE).sum()) / max(1, most)))
    return float(np.mean(shares)) if shares else 0.0


def search_figures(
    search: Search, vectors: np.ndarray, asked: np.ndarray, bounds: np.ndarray
) -> Figures:
    """Recall, and the milliseconds of one query at a time."""
    found, milliseconds = [], []
    for row in asked.tolist():
        begin = time.perf_counter()
        found.append(search(row))
        milliseconds.append(1_000 * (time.perf_counter() - begin))
    low, high = np.percentile(milliseconds, [50, 95]) if milliseconds else (0.0, 0.0)
    return {
        f"recall@{TOP}": recall(vectors, asked, found, bounds),
        "query_ms_p50": float(low),
        "query_ms_p95": float(high),
    }


def index_figures(
    index_class: "type[VectorIndex]",
    vectors: np.ndarray,
    asked: np.ndarray,
    bounds: np.ndarray,
    *,
    folder: Path,
) -> Figures:
    """Built, saved and asked; `bytes` are those of its file. Raises LibraryMissing."""
    begin = time.perf_counter()
    index = index_class.build(vectors)
    seconds = time.perf_counter() - begin
    path = folder / index_class.file_name
    index.save(path)

    def search(row: int) -> np.ndarray:
        return index.search(vectors[row : row + 1], TOP + 1)[0]

    return {
        **search_figures(search, vectors, asked, bounds),
        "build_seconds": seconds,
        "bytes": path.stat().st_size,
    }
