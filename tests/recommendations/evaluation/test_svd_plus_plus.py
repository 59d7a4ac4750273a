"""SVD++: it learns more than means, also of people who came later."""

import numpy as np

from recommendations.evaluation.rating_models import fit_bias, fit_svd_plus_plus
from recommendations.evaluation.splits import newcomers_rating_split, person_folds, random_split
from tests.recommendations.evaluation.generated import generated_ratings

RATINGS = generated_ratings()


def silent(line: str) -> None:
    pass


def error(predicted: np.ndarray, given: np.ndarray) -> float:
    return float(np.sqrt(np.mean((predicted - given) ** 2)))


def test_tastes_are_learnt_beyond_means_of_titles_and_people():
    split = random_split(RATINGS, seed=1)
    told = fit_svd_plus_plus(split.train, 1, silent)(split.train, split.test)
    means = fit_bias(split.train, 1, silent)(split.train, split.test)
    assert error(told, split.test.values) < error(means, split.test.values) - 0.02


def test_people_who_came_after_the_training_are_predicted_by_what_they_rated():
    train, own = newcomers_rating_split(
        RATINGS, next(person_folds(RATINGS, seed=1, folds=5)), seed=1
    )
    told = fit_svd_plus_plus(train, 1, silent)(own.train, own.test)
    means = fit_bias(train, 1, silent)(own.train, own.test)
    assert error(told, own.test.values) < error(means, own.test.values)


def test_one_seed_gives_the_same_predictions_and_who_told_nothing_has_one_too():
    few = RATINGS.part(RATINGS.people < 20)
    nothing = few.part(np.zeros(0, dtype=np.int64))
    first, again = (fit_svd_plus_plus(few, 3, silent)(nothing, few) for _time in range(2))
    assert (first == again).all()
    assert np.isfinite(first).all()
