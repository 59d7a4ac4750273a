"""Several matrices of titles by titles as one."""

import numpy as np

from recommendations.collaborative.fusion import Rows, fused


def of(matrix: np.ndarray) -> Rows:
    return lambda rows: matrix[rows].astype(np.float32)


def dense(starts: np.ndarray, neighbours: np.ndarray, weights: np.ndarray) -> np.ndarray:
    matrix = np.zeros((len(starts) - 1, len(starts) - 1))
    for row in range(len(matrix)):
        at = slice(starts[row], starts[row + 1])
        matrix[row, neighbours[at]] = weights[at]
    return matrix


ONE = np.array([[0.0, 3.0, 1.0], [3.0, 0.0, -2.0], [1.0, 1.0, 0.0]])


def test_each_matrix_counts_by_its_weight_whatever_its_unit():
    other = np.array([[0.0, 0.0, 2.0], [0.0, 0.0, 2.0], [2.0, 2.0, 0.0]])
    told = dense(*fused([(1.0, of(ONE)), (2.0, of(other))], count=3, neighbours=3))
    rescaled = dense(*fused([(1.0, of(1000 * ONE)), (2.0, of(other))], count=3, neighbours=3))
    assert np.allclose(told, rescaled)
    assert told[0, 2] > told[0, 1], "the heavier matrix decides"


def test_the_strongest_neighbours_are_kept_and_none_that_speaks_against():
    starts, neighbours, weights = fused([(1.0, of(ONE))], count=3, neighbours=1)
    assert neighbours.tolist()[:2] == [1, 0]
    assert np.diff(starts).max() == 1
    assert (weights > 0).all()
    whole = dense(*fused([(1.0, of(ONE))], count=3, neighbours=3))
    assert whole[1, 2] == 0.0


def test_a_matrix_of_no_weight_is_not_asked():
    def never(rows: np.ndarray) -> np.ndarray:
        raise AssertionError

    fused([(1.0, of(ONE)), (0.0, never)], count=3, neighbours=2)
