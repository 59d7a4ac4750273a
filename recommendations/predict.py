"""How many stars somebody would give a title, and how sure that is."""

from dataclasses import dataclass

from recommendations.collaborative.data import HIGHEST_STARS, LOWEST_STARS
from recommendations.collaborative.serving import Served
from recommendations.history import History


@dataclass(frozen=True, slots=True)
class PredictedRating:
    stars: float
    deviation: float
    """Two predictions of three are at most so many stars off."""
    given: float | None = None
    """What they did give it, where they rated it."""

    @property
    def lowest(self) -> float:
        return max(LOWEST_STARS, self.stars - self.deviation)

    @property
    def highest(self) -> float:
        return min(HIGHEST_STARS, self.stars + self.deviation)


def predict_rating(history: History, movie_id: int, models: Served) -> PredictedRating | None:
    """None where no rating model is served. Of a title that nobody had rated when it was trained it
    knows the person's own level alone, and is as unsure.

    What they gave this title themselves is left out of what the prediction is made from.
    """
    if models.rating is None:
        return None
    told = {pk: stars for pk, stars in history.stars.items() if pk != movie_id}
    (prediction,) = models.rating.predict(told, [movie_id])
    return PredictedRating(
        stars=prediction.stars,
        deviation=prediction.deviation,
        given=history.stars.get(movie_id),
    )
