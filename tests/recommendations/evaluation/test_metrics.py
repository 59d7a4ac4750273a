"""Metrics, on lists that are worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from recommendations.collaborative.data import Ratings, Titles, ratings_of
from recommendations.evaluation.metrics import (
    mean_and_deviation,
    mean_ranks,
    ranking_metrics,
    rating_metrics,
)
from recommendations.evaluation.splits import RankingSplit


def ratings(*rows: tuple[int, int, float]) -> Ratings:
    people, titles, stars = (np.array(column) for column in zip(*rows, strict=True))
    return ratings_of(people, titles, stars, np.arange(len(rows)))


def one_person(hidden: list[int], *, titles: int = 200) -> RankingSplit:
    """Has seen title 0; another person has rated all."""
    train = ratings((1, 0, 4.0), *((2, title, 3.0) for title in range(titles)))
    return RankingSplit(
        train=train,
        people=np.array([0], dtype=np.int32),
        histories=[np.array([0])],
        known=train,
        hidden=[np.array(hidden, dtype=np.int32)],
    )


def falling(person: int, history: np.ndarray) -> np.ndarray:
    return -np.arange(200.0)


def test_errors_are_those_of_predictions_kept_to_the_scale():
    test = ratings((1, 1, 5.0), (1, 2, 1.0))
    figures = rating_metrics(np.array([9.0, 2.0]), test)
    assert figures == {"rmse": pytest.approx(math.sqrt(0.5)), "mae": pytest.approx(0.5)}


def test_what_was_seen_is_not_ranked():
    figures = ranking_metrics(one_person([1]), falling)
    assert figures["ndcg@10"] == 1.0  # title 0 scores higher, and was seen


@pytest.mark.parametrize(
    ("title", "hit", "deep"), [(10, 1.0, 1.0), (11, 0.0, 1.0), (100, 0.0, 1.0), (101, 0.0, 0.0)]
)
def test_hits_end_at_ten_and_recall_at_a_hundred(title: int, hit: float, deep: float):
    figures = ranking_metrics(one_person([title]), falling)
    assert (figures["hr@10"], figures["recall@100"]) == (hit, deep)


def test_of_several_hidden_titles_recall_is_the_share_that_is_found():
    figures = ranking_metrics(one_person([1, 3, 50, 150, 160]), falling)
    assert figures["hr@10"] == 1.0
    assert figures["recall@10"] == pytest.approx(2 / 5)
    assert figures["recall@100"] == pytest.approx(3 / 5)


def test_equal_scores_earn_what_chance_earns():
    figures = ranking_metrics(one_person([1]), lambda person, history: np.zeros(200))
    assert figures["recall@100"] == 1.0  # the mean rank of 199 equal titles is 100
    assert figures["hr@10"] == 0.0
    assert mean_ranks(np.array([2.0, 1.0, 1.0, 1.0]), np.array([3])).tolist() == [3.0]


def test_a_score_that_is_no_number_ranks_last():
    assert mean_ranks(np.array([math.nan, 1.0, 2.0]), np.array([0, 2])).tolist() == [3.0, 1.0]


def test_coverage_is_the_share_of_the_catalogue_that_is_in_a_list():
    assert ranking_metrics(one_person([1]), falling)["coverage@10"] == pytest.approx(10 / 200)


def test_lists_of_one_genre_have_no_diversity_and_lists_without_a_common_one_have_all():
    split = one_person([1])
    same = Titles(genres=np.ones((200, 1), dtype=bool), years=np.zeros(200))
    apart = Titles(genres=np.eye(200, dtype=bool), years=np.zeros(200))
    assert ranking_metrics(split, falling, titles=same)["diversity@10"] == 0.0
    assert ranking_metrics(split, falling, titles=apart)["diversity@10"] == 1.0


def test_the_long_tail_is_told_apart():
    train = ratings(*((person, title, 4.0) for person in range(6) for title in range(6 - person)))
    split = replace(
        one_person([0]),
        train=train,
        known=train,
        histories=[np.array([], dtype=np.int64)],
        hidden=[np.array([0, 5], dtype=np.int32)],
    )
    scores = np.array([5.0, 4.0, 3.0, 2.0, 1.0, 0.0])
    figures = ranking_metrics(split, lambda person, history: scores)
    assert figures["tail hr@10"] == 1.0  # title 5 alone: title 0 is the fifth that is rated most


def test_the_deviation_over_seeds_is_that_of_a_sample():
    spread = mean_and_deviation([{"rmse": 1.0}, {"rmse": 2.0}])
    assert spread == {"rmse": {"mean": 1.5, "deviation": pytest.approx(math.sqrt(0.5))}}
    assert mean_and_deviation([{"rmse": 1.0}])["rmse"]["deviation"] == 0.0
