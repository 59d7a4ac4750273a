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
    from recommendations.collaborative.ranking import weight_of

    split = _sample(newest_liked_split(ratings), seed)
    if not len(split.people):
        raise UnusableRatings("nobody has liked a title and rated another: nothing to hold out")
    model: RankingModel = kinds.fit(TrainingRun.Kind.RANKING, split.train, seed=seed, told=told)
    known = split.known

    def scorer(person: int, history: np.ndarray) -> np.ndarray:
        newest_first = history[::-1]
        ids = known.title_ids[known.titles[newest_first]].tolist()
        weights = map(weight_of, known.values[newest_first].tolist())
        _title_ids, scores = model.scores(dict(zip(ids, weights, strict=True)))
        return scores

    told(f"asking for {len(split.people):,} people")
    return Measured(ranking_metrics(split, scorer))


def measure_rating(ratings: Ratings, *, seed: int, told: Told) -> Measured:
    """A fifth of the ratings, drawn at random, is to be predicted. Raises UnusableRatings where
    there are too few for that."""
    split = random_split(ratings, seed=seed)
    if not len(split.train) or not len(split.test):
        raise UnusableRatings(f"{len(ratings)} ratings are too few to hold some out")
    model: RatingModel = kinds.fit(TrainingRun.Kind.RATING, split.train, seed=seed, told=told)
    told(f"predicting {len(split.test):,} ratings")
    return Measured(_rating_figures(model, split.train, split.test, seed))


def _rating_figures(
    model: "RatingModel", train: Ratings, test: Ratings, seed: int
) -> dict[str, float]:
    people = np.unique(test.people)
    if len(people) > MOST_ASKED:
        people = np.random.default_rng(seed).choice(people, MOST_ASKED, replace=False)
    histories, wanted = _rows_by_person(train, people), _rows_by_person(test, people)
    predicted = []
    for known, rows in zip(histories, wanted, strict=True):
        ids = train.title_ids[train.titles[known]].tolist()
        history = dict(zip(ids, train.values[known].tolist(), strict=True))
        asked = test.title_ids[test.titles[rows]].tolist()
        predicted += [prediction.stars for prediction in model.predict(history, asked)]
    return rating_metrics(np.array(predicted), test.part(np.concatenate(wanted)))


def _rows_by_person(ratings: Ratings, people: np.ndarray) -> list[np.ndarray]:
    order = np.argsort(ratings.people, kind="stable")
    sorted_people = ratings.people[order]
    starts = np.searchsorted(sorted_people, people, side="left")
    ends = np.searchsorted(sorted_people, people, side="right")
    return [order[start:end] for start, end in zip(starts, ends, strict=True)]


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
