"""The few titles that stand for all that somebody likes."""

import numpy as np

from recommendations.tastes import choose_tastes

AXES = np.eye(4, dtype=np.float32)


def test_there_is_one_for_each_kind_of_title_the_most_liked_kind_first():
    vectors = AXES[[0, 1, 1, 2, 1, 0]]
    assert [int(np.argmax(vectors[place])) for place in choose_tastes(vectors)] == [1, 0, 2]


def test_there_are_no_more_than_asked_for():
    assert len(choose_tastes(AXES, most=2)) == 2


def test_a_title_without_a_vector_stands_for_nothing():
    vectors = np.vstack([np.zeros(4, dtype=np.float32), AXES[0]])
    assert choose_tastes(vectors) == [1]
    assert choose_tastes(np.zeros((3, 4), dtype=np.float32)) == []
    assert choose_tastes(np.zeros((0, 4), dtype=np.float32)) == []
