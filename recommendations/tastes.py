"""Several tastes instead of one mean: what a history holds is rarely one thing."""

import numpy as np

MOST_TASTES = 5


def choose_tastes(vectors: np.ndarray, *, most: int = MOST_TASTES) -> list[int]:
    """Positions of the titles that stand for the others, the one that stands for most first.

    `vectors` are unit vectors, float32[n, d]; rows of zeros, which have none, are never chosen.
    Greedy facility location (Nemhauser, Wolsey and Fisher 1978): each choice is the title that
    brings the others closest to one of the chosen. Equals are chosen in their order.
    """
    similarity = np.maximum(vectors @ vectors.T, 0.0)
    best = np.zeros(len(vectors), dtype=np.float32)
    chosen: list[int] = []
    for _ in range(min(most, len(vectors))):
        gains = np.maximum(similarity - best, 0.0).sum(axis=1)
        gains[chosen] = 0.0
        place = int(np.argmax(gains))
        if gains[place] <= 0.0:
            break
        chosen.append(place)
        best = np.maximum(best, similarity[place])
    return chosen
