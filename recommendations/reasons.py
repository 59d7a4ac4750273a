"""Why a title is in a list, from what made its score and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from recommendations.recommendation import Why

MOST_NAMED = 2

# A second title is named where the score would lose at least so much of what it loses without the
# first.
WORTH_NAMING = 0.5


@dataclass(frozen=True, slots=True)
class Reason:
    why: Why
    title_ids: tuple[int, ...] = ()
    """Of the liked titles without which the score loses most, that which it loses most without
    first."""


def reason_for(
    weights: Mapping[int, float],
    *,
    by_people: Mapping[int, float],
    by_closeness: Mapping[int, float],
    otherwise: float = 0.0,
) -> Reason:
    """`weights`: liked title → its weight in the means that the score is made of; they add up to 1.
    `by_people` and `by_closeness`: title → its share in the score, weight included, in one unit.
    `otherwise`: the part of the score that no title of the history has, which is that of the many
    who know the title.

    Of equals the title that is liked most recently is named: it stands first in `weights`.
    """
    personal = sum(by_people.values()) + sum(by_closeness.values())
    shares = {pk: by_people.get(pk, 0.0) + by_closeness.get(pk, 0.0) for pk in weights}
    positive = {pk: share for pk, share in shares.items() if share > 0.0}
    if not positive or personal <= otherwise:
        return Reason(Why.POPULAR)
    losses = {pk: _loss(share, weights[pk], personal) for pk, share in positive.items()}
    order = sorted(losses, key=lambda pk: (-losses[pk], -positive[pk]))
    first = order[0]
    named = (
        first,
        *(pk for pk in order[1:MOST_NAMED] if losses[pk] > WORTH_NAMING * losses[first]),
    )
    people = sum(by_people.get(pk, 0.0) for pk in named)
    closeness = sum(by_closeness.get(pk, 0.0) for pk in named)
    return Reason(Why.LIKED_TOGETHER if people > closeness else Why.CLOSE, named)


def _loss(share: float, weight: float, personal: float) -> float:
    """What the score loses without this title. A mean of the others is left, so that it loses
    nothing without one that speaks for it no more than they do; all of it without the only one."""
    if weight >= 1.0:
        return personal
    return personal - (personal - share) / (1.0 - weight)
