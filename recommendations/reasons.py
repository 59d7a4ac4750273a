"""Why a title is in a list, from what made its score and nothing else."""

from collections.abc import Iterable, Mapping
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
    """Of the liked titles those without which it would stand lowest, the first of them first."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one liked title does for a card."""

    by_people: float = 0.0
    by_closeness: float = 0.0
    """Its parts of the score, in one unit."""
    loss: float = 0.0
    """What the score loses without it."""
    fall: int = 0
    """By how many places the card falls without it."""

    @property
    def total(self) -> float:
        return self.by_people + self.by_closeness


def reason_for(shares: Mapping[int, Share], *, personal: float, otherwise: float = 0.0) -> Reason:
    """`shares`: of each liked title, the latest first; of equals the first is named. `personal`:
    the part of the score that comes from the whole history, what was rated and not liked included;
    `otherwise`: the part that comes from the many who know the title.

    A title is named for how far the card falls without it, not for its part: what all cards have
    of it in common brought none of them here. Of several, one without which the card stands where
    it was, or higher, is never named: a card that many titles hold up is told to come of no one.
    """
    # Without a title the others count for more: the score may lose, and the card still rise.
    # Without the only one there is no list of somebody's own in which it could stand higher.
    is_only_one = len(shares) == 1
    speaking = {pk: share for pk, share in shares.items() if share.total > 0.0 < share.loss}
    if not speaking or personal <= otherwise:
        return Reason(Why.POPULAR)
    decisive = {pk: share for pk, share in speaking.items() if share.fall > 0 or is_only_one}
    if not decisive:
        return Reason(_kind_of(speaking.values()))
    order = sorted(decisive, key=lambda pk: (-decisive[pk].fall, -decisive[pk].loss))
    first = order[0]
    enough = WORTH_NAMING * decisive[first].loss
    others = [pk for pk in order[1:] if decisive[pk].loss > enough]
    named = (first, *others[: MOST_NAMED - 1])
    return Reason(_kind_of(decisive[pk] for pk in named), named)


def _kind_of(shares: Iterable[Share]) -> Why:
    """Whether more of these came of people or of closeness."""
    surplus = sum(share.by_people - share.by_closeness for share in shares)
    return Why.LIKED_TOGETHER if surplus > 0 else Why.CLOSE
