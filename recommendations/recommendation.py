"""What every engine returns."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.models import Movie


class Why(StrEnum):
    """What brought a title into a list: the largest part of its score."""

    CLOSE = "close"
    """It tells what a liked title tells."""
    LIKED_TOGETHER = "liked_together"
    """People who liked that title liked it too."""
    POPULAR = "popular"
    """Many like it."""
    WELL_RATED = "well_rated"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Recommendation:
    movie: Movie
    why: Why = Why.NEW
    because_of: tuple[Movie, ...] = ()
    """Of what somebody likes, the one or two titles with the largest part in the score."""
    score: float = 0.0
    """To compare within one list."""
    liked_by: int = 0
