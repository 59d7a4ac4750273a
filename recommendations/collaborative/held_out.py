"""What a model is worth on ratings that it has not seen, measured at each training.

On the splits of `manage.py evaluate_recommenders`, with one fit, and of a very large number of
people a sample.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from recommendations.collaborative import kinds
from recommendations.collaborative.data import Ratings, UnusableRatings
from recommendations.collaborative.kinds import Measured, Told
from recommendations.evaluation.metrics import ranking_metrics, rating_metrics
from recommendations.evaluation.ranking_models import scorer_of
from recommendations.evaluation.rating_models import predictor_of
from recommendations.evaluation.splits import RankingSplit, newest_liked_split, random_split
from recommendations.models import TrainingRun

if TYPE_CHECKING:
    from recommendations.collaborative.ranking import RankingModel
    from recommendations.collaborative.rating import RatingModel

# Of so many, the standard error of a share is at most 0.005.
MOST_ASKED = 10_000


def measure_ranking(ratings: Ratings, *, seed: int, told: Told) -> Measured:
    """The newest liked title of each person is to be found among all titles. Raises UnusableRatings
    where nobody has liked a title and rated another."""
    split = _sample(newest_liked_split(ratings), seed)
    if not len(split.people):
        raise UnusableRatings("nobody has liked a title and rated another: nothing to hold out")
    model: RankingModel = kinds.fit(TrainingRun.Kind.RANKING, split.train, seed=seed, told=told)
    told(f"asking for {len(split.people):,} people")
    return Measured(ranking_metrics(split, scorer_of(model)(split.known)))


def measure_rating(ratings: Ratings, *, seed: int, told: Told) -> Measured:
    """A fifth of the ratings, drawn at random, is to be predicted. Raises UnusableRatings where
    there are too few for that."""
    split = random_split(ratings, seed=seed)
    if not len(split.train) or not len(split.test):
        raise UnusableRatings(f"{len(ratings)} ratings are too few to hold some out")
    model: RatingModel = kinds.fit(TrainingRun.Kind.RATING, split.train, seed=seed, told=told)
    told(f"predicting {len(split.test):,} ratings")
    test = _of_some_people(split.test, seed)
    return Measured(rating_metrics(predictor_of(model)(split.train, test), test))


def _of_some_people(ratings: Ratings, seed: int) -> Ratings:
    people = np.unique(ratings.people)
    if len(people) <= MOST_ASKED:
        return ratings
    chosen = np.random.default_rng(seed).choice(people, MOST_ASKED, replace=False)
    return ratings.part(np.flatnonzero(np.isin(ratings.people, chosen)))


def _sample(split: RankingSplit, seed: int) -> RankingSplit:
    if len(split.people) <= MOST_ASKED:
        return split
    chosen = np.random.default_rng(seed).choice(len(split.people), MOST_ASKED, replace=False)
    return replace(
        split,
        people=split.people[chosen],
        histories=[split.histories[number] for number in chosen],
        hidden=[split.hidden[number] for number in chosen],
    )
