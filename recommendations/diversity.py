"""A list that is not five times the same."""

import numpy as np

MOST_DIVERSITY = 100

# The choice of the page: at 0.7 of relevance to 0.3 of novelty lists of MovieLens' people became
# more diverse and found as many of their favourites.
USUAL_DIVERSITY = 30


def diversify(
    scores: np.ndarray, vectors: np.ndarray, *, count: int, diversity: int = USUAL_DIVERSITY
) -> list[int]:
    """Positions of `count` titles by maximal marginal relevance (Carbonell and Goldstein 1998).

    `scores`: float[n], the higher the better. `vectors`: unit vectors [n, d]; a row of zeros is
    like nothing. `diversity` from 0, the best scores, to MOST_DIVERSITY, where each title after
    the first is the one least like those before it.
    """
    if not len(scores):
        return []
    novelty = diversity / MOST_DIVERSITY
    relevance = (scores - scores.min()) / max(float(np.ptp(scores)), 1e-12)
    likest = np.zeros(len(scores), dtype=np.float32)
    left = np.ones(len(scores), dtype=bool)
    chosen: list[int] = []
    for _ in range(min(count, len(scores))):
        gains = (1 - novelty) * relevance - novelty * likest
        if not chosen:
            gains = relevance
        place = int(np.argmax(np.where(left, gains, -np.inf)))
        chosen.append(place)
        left[place] = False
        likest = np.maximum(likest, vectors @ vectors[place])
    return chosen
