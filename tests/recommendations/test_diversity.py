"""A list that is not five times the same."""

import numpy as np
import pytest

from recommendations.diversity import diversify

SAME, OTHER = np.eye(2, dtype=np.float32)
SCORES = np.array([1.0, 0.9, 0.8, 0.1])
VECTORS = np.array([SAME, SAME, SAME, OTHER])


@pytest.mark.parametrize(("diversity", "expected"), [(0, [0, 1, 2]), (100, [0, 3, 1])])
def test_from_the_best_scores_to_the_least_alike(diversity: int, expected: list[int]):
    assert diversify(SCORES, VECTORS, count=3, diversity=diversity) == expected


def test_the_best_stays_first_however_diverse():
    for diversity in range(0, 101, 10):
        assert diversify(SCORES, VECTORS, count=2, diversity=diversity)[0] == 0


def test_there_are_no_more_than_there_are_and_none_twice():
    assert sorted(diversify(SCORES, VECTORS, count=9)) == [0, 1, 2, 3]
    assert diversify(np.zeros(0), np.zeros((0, 2)), count=3) == []


def test_titles_without_vectors_keep_their_order():
    assert diversify(SCORES, np.zeros((4, 2)), count=4, diversity=90) == [0, 1, 2, 3]
