"""One score of three: what people liked together, what titles tell, how many know them.

The first two are means over what somebody has told, of which the latest counts for most; so a score
does not grow with the length of a history, and each title's share in it is known.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from recommendations.collaborative.age import weights_without

if TYPE_CHECKING:
    from recommendations.collaborative.ranking import RankingModel

# Against 1 for the trained model; both chosen on the favourites that MovieLens' people hid
# (docs/recommendations.md).
CLOSENESS_WEIGHT = 0.5
VOTES_WEIGHT = 0.03
MANY_VOTES = 10_000

# Without a trained model nothing else says how many know a title.
VOTES_WEIGHT_ALONE = 0.1

# Titles by which the scale of a trained model is known.
SCALE_SAMPLE = 200

# As in the trained model: half of the weight is spread evenly, the rest falls with age.
EVENLY = 0.5
RECENCY = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    total: np.ndarray
    """float32[c]"""
    by_closeness: np.ndarray
    """float32[h, c]: the share of each liked title, by what titles tell"""
    by_votes: np.ndarray
    """float32[c]"""


def closeness_weights(count: int, out: np.ndarray) -> np.ndarray:
    """float32[len(out), count]: as `weights_without`."""
    weights = weights_without(count, out, recency=RECENCY, evenly=EVENLY)
    return weights.astype(np.float32)


def blend(
    *, people: np.ndarray, people_scale: float, closeness: np.ndarray, votes: np.ndarray
) -> Scores:
    """`people` float[c] of the trained model, of which `people_scale` counts 1; `closeness`
    float[h, c], the latest liked title first; `votes` float[c]."""
    (weights,) = closeness_weights(len(closeness), np.array([-1]))
    by_closeness = CLOSENESS_WEIGHT * weights[:, None] * closeness
    weight = VOTES_WEIGHT if people.any() else VOTES_WEIGHT_ALONE
    by_votes = weight * np.minimum(np.log1p(votes) / np.log1p(MANY_VOTES), 1.0)
    total = people / people_scale + by_closeness.sum(axis=0) + by_votes
    return Scores(
        total.astype(np.float32), by_closeness.astype(np.float32), by_votes.astype(np.float32)
    )


@lru_cache(maxsize=2)
def scale_of(ranking: "RankingModel | None") -> float:
    """The share of the nearest neighbour in the score that one like gives it, in the middle case
    (the median over titles): it counts 1, whichever model it is. Asked once for each model."""
    if ranking is None:
        return 1.0
    ids, unasked = ranking.scores({})
    sample = ids[np.linspace(0, len(ids) - 1, min(SCALE_SAMPLE, len(ids))).astype(int)]
    strongest = [
        float((ranking.scores({int(pk): 1.0})[1] - unasked).max(initial=0.0)) for pk in sample
    ]
    return float(np.median([gain for gain in strongest if gain > 0.0] or [1.0]))
