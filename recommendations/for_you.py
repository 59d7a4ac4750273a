"""What to recommend to somebody, and why: blended, spread over their tastes, diverse."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from catalog.models import Movie
from recommendations.blend import Scores, blend, scale_of
from recommendations.candidates import Candidates, Liked, find_candidates, liked_titles
from recommendations.collaborative.serving import served
from recommendations.diversity import USUAL_DIVERSITY, diversify
from recommendations.favorites_mean import nearest_to_mean
from recommendations.history import History, Person, history_of
from recommendations.popular import popular_titles
from recommendations.reasons import Reason, Share, reason_for
from recommendations.recommendation import Recommendation
from recommendations.without import Without, without_each

if TYPE_CHECKING:
    from recommendations.collaborative.ranking import RankingModel

# Diversity is weighed among these times the titles that are shown: behind them the scores fall
# off, and a title would be there for nothing but being different.
WEIGHED_TIMES = 4


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
        people_scale=scale_of(models.ranking),
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
    without = without_each(
        liked,
        candidates,
        scores,
        ranking=models.ranking,
        people_scale=scale_of(models.ranking),
    )
    shown = []
    for place, pk in zip(places.tolist(), ids, strict=True):
        if pk not in cards:  # hidden since the candidates were read
            continue
        reason = _reason(place, liked, candidates, scores, without, models.ranking)
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
    place: int,
    liked: Liked,
    candidates: Candidates,
    scores: Scores,
    without: Without,
    ranking: "RankingModel | None",
) -> Reason:
    by_people: dict[int, float] = {}
    if ranking is not None and candidates.people[place]:
        scale = scale_of(ranking)
        parts = ranking.contributions(liked.weights, int(candidates.ids[place]))
        by_people = {pk: part / scale for pk, part in parts.items()}
    shares = {
        pk: Share(
            by_people=by_people.get(pk, 0.0),
            by_closeness=float(scores.by_closeness[number, place]),
            loss=float(without.losses[number, place]),
            fall=int(without.falls[number, place]),
        )
        for number, pk in enumerate(liked.ids)
    }
    personal = sum(by_people.values()) + float(scores.by_closeness[:, place].sum())
    # What the candidates have of votes in common brought none of them here.
    otherwise = float(scores.total[place] - scores.by_votes.mean()) - personal
    return reason_for(shares, personal=personal, otherwise=otherwise)
