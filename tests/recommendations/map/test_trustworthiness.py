"""How faithful a picture is."""

import numpy as np
import pytest
from sklearn import manifold

from recommendations.map.trustworthiness import trustworthiness


@pytest.fixture
def vectors() -> np.ndarray:
    drawn = np.random.default_rng(1).normal(size=(700, 12)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@pytest.mark.parametrize("neighbours", [5, 15])
def test_it_is_that_of_scikit_learn(vectors: np.ndarray, neighbours: int):
    places = np.random.default_rng(2).normal(size=(700, 2)) + 3 * vectors[:, :2]
    expected = manifold.trustworthiness(vectors, places, n_neighbors=neighbours, metric="cosine")
    found = trustworthiness(vectors, places, neighbours=neighbours)
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_picture_that_keeps_all_neighbours_is_perfect():
    angles = np.sort(np.random.default_rng(3).uniform(0, 1.5, size=200))
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert trustworthiness(circle, circle) == 1.0


def test_one_by_chance_is_worth_about_a_half(vectors: np.ndarray):
    places = np.random.default_rng(4).normal(size=(700, 2))
    assert trustworthiness(vectors, places) == pytest.approx(0.5, abs=0.03)


def test_too_few_titles_tell_nothing(vectors: np.ndarray):
    assert trustworthiness(vectors[:30], vectors[:30, :2]) is None
    assert trustworthiness(vectors[:31], vectors[:31, :2]) is not None
    assert trustworthiness(vectors[:0], vectors[:0, :2]) is None
