"""How much each title of a history counts, by how long ago it was told: one formula for what is
trained, what is served, and what a list would be without a title."""

import numpy as np


def weights_by_age(
    places: np.ndarray, is_there: np.ndarray, *, recency: float, evenly: float
) -> np.ndarray:
    """float64[n, h]: of histories, the weight of each title. They add up to 1 where a title is
    there; what is not there has none.

    `places`: int[n, h] or [1, h], 0 for the latest. `is_there`: bool[n, h]. The share `evenly` is
    spread evenly, the rest falls as exp(-place / recency).
    """
    latest = np.exp(-places / recency) * is_there
    latest /= np.maximum(latest.sum(axis=1, keepdims=True), 1e-12)
    even = is_there / np.maximum(is_there.sum(axis=1, keepdims=True), 1)
    return np.asarray(evenly * even + (1 - evenly) * latest)


def weights_without(count: int, out: np.ndarray, *, recency: float, evenly: float) -> np.ndarray:
    """float64[len(out), count]: row i, of a history of `count` titles, the latest first, without
    title out[i]; -1 leaves none out. Those behind the one that is out move up."""
    titles, out = np.arange(count)[None, :], out[:, None]
    places = titles - ((out >= 0) & (titles > out))
    return weights_by_age(places, titles != out, recency=recency, evenly=evenly)
