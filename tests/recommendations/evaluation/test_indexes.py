"""Recall of indexes: what counts as found."""

from pathlib import Path

import numpy as np
import pytest

from recommendations.engines.indexes.hnsw import Hnsw
from recommendations.evaluation.indexes import TOP, exact_bounds, index_figures, recall

LINE = np.arange(40, dtype=np.float32)[:, None]
FIRST = np.array([0])


def test_the_bound_is_the_distance_of_the_exact_tenth():
    assert exact_bounds(LINE, np.array([0, 20])).tolist() == [10.0, 5.0]


def test_all_of_the_nearest_are_a_recall_of_one():
    assert recall(LINE, FIRST, [np.arange(1, 11)], exact_bounds(LINE, FIRST)) == 1.0


def test_what_is_farther_than_the_tenth_is_not_found():
    found = [np.array([1, 2, 3, 4, 5, 30, 31, 32, 33, 34])]
    assert recall(LINE, FIRST, found, exact_bounds(LINE, FIRST)) == 0.5


def test_the_title_itself_repeats_and_gaps_count_nothing():
    found = [np.array([0, 1, 1, 1, 2, -1, -1, -1, -1, -1])]
    assert recall(LINE, FIRST, found, exact_bounds(LINE, FIRST)) == 0.2


def test_of_thousands_of_equals_any_ten_will_do():
    equals = np.zeros((3_000, 4), dtype=np.float32)
    found = [np.arange(2_000, 2_010)]
    assert recall(equals, FIRST, found, exact_bounds(equals, FIRST)) == 1.0


def test_with_fewer_than_ten_others_all_of_them_are_asked_for():
    few = LINE[:4]
    assert recall(few, FIRST, [np.array([1, 2, 3])], exact_bounds(few, FIRST)) == 1.0
    assert recall(few, FIRST, [np.array([1])], exact_bounds(few, FIRST)) == pytest.approx(1 / 3)


def test_an_index_is_built_saved_and_asked(tmp_path: Path):
    vectors = np.random.default_rng(1).normal(size=(500, 8)).astype(np.float32)
    asked = np.arange(0, 500, 10)
    figures = index_figures(Hnsw, vectors, asked, exact_bounds(vectors, asked), folder=tmp_path)
    assert figures[f"recall@{TOP}"] >= 0.98
    assert figures["bytes"] > vectors.nbytes
