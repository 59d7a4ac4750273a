"""What to recommend to somebody, and why: blended, spread over their tastes, diverse."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from catalog.models import Movie
from recommendations.blend import Scores, blend, weights_by_age
from recommendations.candidates import Candidates, Liked, find_candidates, liked_titles
from recommendations.collaborative.serving import Served, served
from recommendations.diversity import USUAL_DIVERSITY, diversify
from recommendations.favorites_mean import nearest_to_mean
from recommendations.history import History, Person, history_of
from recommendations.popular import popular_titles
from recommendations.reasons import Reason, reason_for
from recommendations.recommendation import Recommendation

if TYPE_CHECKING:
    from recommendations.collaborative.ranking import RankingModel

# Diversity is weighed among these times the titles that are shown: behind them the scores fall
# off, and a title would be there for nothing but being different.
WEIGHED_TIMES = 4

# Titles by which the scale of a trained model is known.
SCALE_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody asks for; the defaults are those of the panel."""

    kind: str = ""
    """Films or series alone; "" for both."""
    diversity: int = USUAL_DIVERSITY
    start: int | None = None
    """The id of one title to start from, instead of all that somebody likes."""
    by_mean: bool = False
    """By the plain mean of the favourites' vectors alone."""


@dataclass(frozen=True, slots=True)
class ForYou:
    recommendations: list[Recommendation]
    is_personal: bool
    """False where nothing is known of the person: then they are popular titles."""
    version: str = ""
    """Of the trained models that had a part; "" where content and popularity did it alone."""


def recommend(person: Person, *, count: int, wishes: Wishes | None = None) -> ForYou:
    """`count` titles, the best first; fewer only where there are no more."""
    return recommend_from(history_of(person), count=count, wishes=wishes or Wishes())


def recommend_from(history: History, *, count: int, wishes: Wishes) -> ForYou:
    """Of a history that is at hand. Titles that it leaves out never come back; where what it likes
    leads nowhere, as before anything is embedded or trained, popular titles stand in."""
    if wishes.start is not None:
        history = history.starting_from(wishes.start)
    if wishes.by_mean:
        found = ForYou(
            nearest_to_mean(
                history.favorite_ids,
                count=count,
                leave_out=history.left_out,
                kind=wishes.kind,
            ),
            is_personal=True,
        )
    else:
        found = _blended(history, count, wishes)
    if found.recommendations:
        return found
    popular = popular_titles(leave_out=history.left_out, kind=wishes.kind, count=count)
    return ForYou(popular, is_personal=False)


def _blended(history: History, count: int, wishes: Wishes) -> ForYou:
    liked = liked_titles(history)
    if not liked.movies:
        return ForYou([], is_personal=True)
    models = served()
    candidates = find_candidates(liked, history, models, kind=wishes.kind)
    scores = blend(
        people=candidates.people,
        people_scale=_scale_of(models.ranking),
        closeness=candidates.closeness,
        votes=candidates.votes,
    )
    best = np.argsort(-scores.total, kind="stable")[: max(WEIGHED_TIMES * count, 1)]
    places = best[
        diversify(
            scores.total[best], candidates.vectors[best], count=count, diversity=wishes.diversity
        )
    ]
    ids = candidates.ids[places].tolist()
    cards = Movie.objects.for_everybody().for_cards().prefetch_related(None).in_bulk(ids)
    movies = {movie.pk: movie for movie in liked.movies}
    shown = []
    for place, pk in zip(places.tolist(), ids, strict=True):
        if pk not in cards:  # hidden since the candidates were read
            continue
        reason = _reason(place, liked, candidates, scores, models)
        shown.append(
            Recommendation(
                cards[pk],
                why=reason.why,
                because_of=tuple(movies[title] for title in reason.title_ids),
                score=float(scores.total[place]),
            )
        )
    return ForYou(shown, is_personal=True, version=models.version)


def _reason(
    place: int, liked: Liked, candidates: Candidates, scores: Scores, models: Served
) -> Reason:
    by_people: dict[int, float] = {}
    if models.ranking is not None and candidates.people[place]:
        scale = _scale_of(models.ranking)
        shares = models.ranking.contributions(liked.weights, int(candidates.ids[place]))
        by_people = {pk: share / scale for pk, share in shares.items()}
    by_closeness = dict(zip(liked.ids, scores.by_closeness[:, place].tolist(), strict=True))
    told = sum(by_people.values()) + sum(by_closeness.values())
    return reason_for(
        dict(zip(liked.ids, weights_by_age(len(liked.ids)).tolist(), strict=True)),
        by_people=by_people,
        by_closeness=by_closeness,
        # What the candidates have of it in common brought none of them here.
        otherwise=float(scores.total[place] - scores.by_votes.mean()) - told,
    )


@lru_cache(maxsize=2)
def _scale_of(ranking: "RankingModel | None") -> float:
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
