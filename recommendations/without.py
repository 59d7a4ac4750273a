"""What a list would be without one of the titles that somebody likes, all of them at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from recommendations.blend import CLOSENESS_WEIGHT, Scores, closeness_weights
from recommendations.candidates import Candidates, Liked

if TYPE_CHECKING:
    from recommendations.collaborative.ranking import RankingModel


@dataclass(frozen=True, slots=True, eq=False)
class Without:
    """Rows: liked titles, the latest first. Columns: candidates."""

    losses: np.ndarray
    """float32[h, c]: what the score of each candidate loses"""
    falls: np.ndarray
    """int64[h, c]: by how many places it falls among the candidates"""


def without_each(
    liked: Liked,
    candidates: Candidates,
    scores: Scores,
    *,
    ranking: "RankingModel | None",
    people_scale: float,
) -> Without:
    """The scores are made anew without each liked title, in whose place the others count for more.
    The candidates stay those that were found with it."""
    count = len(liked.ids)
    weights = closeness_weights(count, np.arange(count))
    totals = CLOSENESS_WEIGHT * weights @ candidates.closeness
    totals += scores.by_votes
    if ranking is not None and candidates.people.any():
        people = ranking.scores_without(liked.weights, liked.ids, candidates.ids)
        # What the model does not know has no score of it, popularity's neither.
        totals += np.where(candidates.people != 0.0, people, 0.0) / people_scale
    return Without(
        losses=(scores.total - totals).astype(np.float32),
        falls=_places(totals) - _places(scores.total[None, :]),
    )


def _places(totals: np.ndarray) -> np.ndarray:
    """int64[n, c]: the best has place 0."""
    order = np.argsort(-totals, axis=1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(totals.shape[1])[None, :], axis=1)
    return places
