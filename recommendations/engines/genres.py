"""Titles' genres as numbers."""

from collections.abc import Sequence

import numpy as np


def genre_flags(genres: Sequence[tuple[str, ...]]) -> tuple[list[str], np.ndarray]:
    """The names of all genres in alphabetical order, and float32[t, genres]: 1 for those that a
    title has (one-hot)."""
    names = sorted({name for of_title in genres for name in of_title})
    column = {name: number for number, name in enumerate(names)}
    flags = np.zeros((len(genres), len(names)), dtype=np.float32)
    for row, of_title in enumerate(genres):
        flags[row, [column[name] for name in of_title]] = 1
    return names, flags
