"""How faithful a picture is: whether what is near in it is near in truth."""

import numpy as np

NEIGHBOURS = 15
ROWS_AT_A_TIME = 500


def trustworthiness(
    vectors: np.ndarray, places: np.ndarray, *, neighbours: int = NEIGHBOURS
) -> float | None:
    """From 0 to 1, of unit vectors float32[n, d] laid out at float32[n, 2]; about 0.5 by chance.

    Each neighbour in the picture that is none by cosine costs as much as it is ranked too near
    (Venna and Kaski, 2001, formula 1). None for fewer than twice as many titles as neighbours: the
    formula does not hold there.
    """
    count = len(vectors)
    if count <= 2 * neighbours:
        return None
    cost = 0
    for start in range(0, count, ROWS_AT_A_TIME):
        rows = np.arange(start, min(start + ROWS_AT_A_TIME, count))
        itself = (np.arange(len(rows)), rows)
        closeness = vectors[rows] @ vectors.T
        closeness[itself] = np.inf  # rank 0, so that the nearest other title has rank 1
        shown = ((places[rows, None, :] - places[None, :, :]) ** 2).sum(axis=2)
        shown[itself] = np.inf
        near = np.argpartition(shown, neighbours, axis=1)[:, :neighbours]
        order = np.argsort(-closeness, axis=1, kind="stable")
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(count)[None, :], axis=1)
        cost += int(np.maximum(np.take_along_axis(ranks, near, axis=1) - neighbours, 0).sum())
    worst = count * neighbours * (2 * count - 3 * neighbours - 1) / 2
    return 1 - cost / worst
