"""Why a card is there, from the shares in its score."""

import pytest

from recommendations.reasons import Reason, reason_for
from recommendations.recommendation import Why

TWO = {1: 0.5, 2: 0.5}


def test_the_two_that_the_score_needs_most_are_named_the_first_of_them_first():
    weights = dict.fromkeys((1, 2, 3, 4), 0.25)
    reason = reason_for(weights, by_people={2: 0.8, 3: 0.9}, by_closeness={})
    assert reason == Reason(Why.LIKED_TOGETHER, (3, 2))


def test_a_second_that_the_score_hardly_needs_is_not_named():
    assert reason_for(TWO, by_people={1: 1.0, 2: 0.4}, by_closeness={}).title_ids == (1,)


def test_a_title_that_weighs_much_and_says_little_is_not_named_for_its_weight():
    """Without it the mean of the others would be higher."""
    weights = {1: 0.8, 2: 0.1, 3: 0.1}
    assert reason_for(weights, by_people={1: 0.4, 2: 0.3}, by_closeness={}).title_ids == (2,)


def test_what_brings_most_of_the_share_is_what_is_said():
    only = {1: 1.0}
    assert reason_for(only, by_people={1: 0.2}, by_closeness={1: 0.3}).why == Why.CLOSE
    assert reason_for(only, by_people={1: 0.3}, by_closeness={1: 0.2}).why == Why.LIKED_TOGETHER


def test_what_many_votes_brought_is_not_told_as_taste():
    reason = reason_for({1: 1.0}, by_people={1: 0.2}, by_closeness={}, otherwise=0.5)
    assert reason == Reason(Why.POPULAR)


def test_a_title_that_was_rated_and_not_liked_is_never_named():
    reason = reason_for({1: 0.5}, by_people={1: 0.1, 9: 0.8}, by_closeness={})
    assert reason.title_ids == (1,)


@pytest.mark.parametrize("share", [-0.3, 0.0])
def test_a_title_that_does_not_speak_for_it_is_never_named(share: float):
    assert reason_for(TWO, by_people={1: share, 2: 0.4}, by_closeness={}).title_ids == (2,)
    assert reason_for({1: 1.0}, by_people={1: share}, by_closeness={}) == Reason(Why.POPULAR)


def test_of_equal_shares_the_latest_like_is_named_first():
    reason = reason_for({7: 0.5, 3: 0.5}, by_people={3: 0.5, 7: 0.5}, by_closeness={})
    assert reason.title_ids == (7,)
