"""What every engine returns."""

from dataclasses import dataclass

from catalog.models import Movie


@dataclass(frozen=True, slots=True)
class Recommendation:
    movie: Movie
    because_of: Movie | None = None
    """The favourite that it is closest to; None where it is here for another reason."""
    liked_by: int = 0
