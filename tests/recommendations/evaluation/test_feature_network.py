"""The neural rating model that is held back."""

import numpy as np
import pytest

from recommendations.collaborative.data import UnusableRatings
from recommendations.evaluation.feature_network import fit_feature_network
from recommendations.evaluation.rating_models import fit_bias
from recommendations.evaluation.splits import random_split
from tests.recommendations.evaluation.generated import generated_ratings

RATINGS = generated_ratings()


def test_tastes_are_learnt_beyond_means_of_titles_and_people():
    split = random_split(RATINGS, seed=1)
    network = fit_feature_network(split.train, seed=1)
    told = network.predict(split.test.people, split.test.titles)
    means = fit_bias(split.train, 1, lambda line: None)(split.train, split.test)
    errors = [np.sqrt(np.mean((each - split.test.values) ** 2)) for each in (told, means)]
    assert errors[0] < errors[1]


def test_it_ends_before_it_knows_its_ratings_by_heart():
    lines: list[str] = []
    fit_feature_network(RATINGS.part(RATINGS.people < 15), seed=1, told=lines.append)
    assert 1 <= len(lines) <= 30


def test_one_seed_gives_the_same_predictions():
    few = RATINGS.part(RATINGS.people < 15)
    first, again = (
        fit_feature_network(few, seed=4).predict(few.people, few.titles) for _time in range(2)
    )
    assert (first == again).all()


def test_three_ratings_are_too_few():
    with pytest.raises(UnusableRatings, match="too few"):
        fit_feature_network(RATINGS.part(np.arange(3)), seed=1)
