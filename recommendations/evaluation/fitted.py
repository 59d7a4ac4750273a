"""What several models of an evaluation have in common is fitted once: `blended` is the served
ranking with more beside it, and the two towers can be a part of both.

Ratings are known by their identity. Each keeps its last model alone, since an evaluation goes from
one training part to the next.
"""

from collections.abc import Callable
from functools import lru_cache

from recommendations.collaborative.data import Ratings
from recommendations.collaborative.ranking import DEFAULT, RankingModel, train_towers
from recommendations.collaborative.two_towers import TwoTowers

Told = Callable[[str], None]


@lru_cache(maxsize=1)
def fitted_towers(train: Ratings, seed: int, told: Told) -> TwoTowers:
    """As they would be a part of the ranking that is served."""
    return train_towers(train, seed=seed, told=told)


@lru_cache(maxsize=1)
def fitted_ranking(train: Ratings, seed: int, told: Told) -> RankingModel:
    """The ranking that is served."""
    towers = fitted_towers(train, seed, told) if DEFAULT.towers else None
    return RankingModel.fit(train, seed=seed, told=told, towers=towers)
