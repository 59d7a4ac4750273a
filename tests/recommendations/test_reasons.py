"""Why a card is there, from what its score is made of and what it would be without."""

import pytest

from recommendations.reasons import Reason, Share, reason_for
from recommendations.recommendation import Why


def test_the_two_without_which_it_would_stand_lowest_are_named_the_first_of_them_first():
    shares = {
        1: Share(by_people=0.9, loss=0.9, fall=1),
        2: Share(by_people=0.8, loss=0.7, fall=3),
        3: Share(by_people=0.9, loss=0.8, fall=4),
    }
    assert reason_for(shares, personal=2.6) == Reason(Why.LIKED_TOGETHER, (3, 2))


def test_where_it_stands_as_high_without_each_of_them_it_comes_of_no_one_title():
    shares = {1: Share(by_people=0.3, loss=0.1), 2: Share(by_people=0.3, loss=0.3)}
    assert reason_for(shares, personal=0.6) == Reason(Why.LIKED_TOGETHER)
    shares = {1: Share(by_closeness=0.3, loss=0.1), 2: Share(by_people=0.2, loss=0.3)}
    assert reason_for(shares, personal=0.5) == Reason(Why.CLOSE)


def test_a_second_that_the_score_hardly_needs_is_not_named():
    shares = {1: Share(by_people=1.0, loss=0.6, fall=5), 2: Share(by_people=0.4, loss=0.2, fall=4)}
    assert reason_for(shares, personal=1.4).title_ids == (1,)


def test_where_the_second_hardly_matters_the_next_that_does_is_named_beside_the_first():
    shares = {
        1: Share(by_people=1.0, loss=0.6, fall=5),
        2: Share(by_people=0.4, loss=0.2, fall=4),
        3: Share(by_people=0.8, loss=0.5, fall=3),
    }
    assert reason_for(shares, personal=2.2).title_ids == (1, 3)


def test_what_brings_most_of_the_share_is_what_is_said():
    close, together = Share(0.2, 0.3, loss=0.5), Share(0.3, 0.2, loss=0.5)
    assert reason_for({1: close}, personal=0.5).why == Why.CLOSE
    assert reason_for({1: together}, personal=0.5).why == Why.LIKED_TOGETHER


def test_what_many_votes_brought_is_not_told_as_taste():
    shares = {1: Share(by_people=0.2, loss=0.2, fall=9)}
    assert reason_for(shares, personal=0.2, otherwise=0.5) == Reason(Why.POPULAR)


@pytest.mark.parametrize(
    "silent",
    [
        Share(by_people=-0.3, loss=0.1, fall=9),
        Share(by_people=0.3, loss=-0.1, fall=9),
    ],
)
def test_a_title_that_does_not_speak_for_it_is_never_named(silent: Share):
    speaking = Share(by_people=0.4, loss=0.1, fall=1)
    assert reason_for({1: silent, 2: speaking}, personal=0.7).title_ids == (2,)
    assert reason_for({1: silent}, personal=0.3) == Reason(Why.POPULAR)


def test_a_title_without_which_the_card_rises_is_not_named_unless_it_is_the_only_one():
    rising = Share(by_people=0.5, loss=0.4, fall=-1)
    other = Share(by_people=0.4, loss=0.1, fall=1)
    assert reason_for({1: rising, 2: other}, personal=0.9).title_ids == (2,)
    assert reason_for({1: rising, 2: rising}, personal=1.0) == Reason(Why.LIKED_TOGETHER)
    assert reason_for({1: rising}, personal=0.5).title_ids == (1,)


def test_of_equals_the_latest_like_is_named_first():
    equal = Share(by_people=0.5, loss=0.5, fall=2)
    assert reason_for({7: equal, 3: equal}, personal=1.0).title_ids == (7, 3)
