"""How much each title of a history counts, by how long ago it was told."""

import numpy as np
import pytest

from recommendations.collaborative.age import weights_by_age, weights_without


def test_half_is_spread_evenly_and_the_rest_falls_with_age():
    (weights,) = weights_without(3, np.array([-1]), recency=10.0, evenly=0.5)
    latest = np.exp([0.0, -0.1, -0.2])
    assert weights == pytest.approx(0.5 / 3 + 0.5 * latest / latest.sum())
    assert weights.sum() == pytest.approx(1.0)


def test_those_behind_the_one_that_is_out_move_up():
    weights = weights_without(4, np.arange(4), recency=2.0, evenly=0.3)
    (others,) = weights_without(3, np.array([-1]), recency=2.0, evenly=0.3)
    for out, row in enumerate(weights):
        assert row[out] == 0.0
        assert np.delete(row, out) == pytest.approx(others)


def test_a_history_of_nothing_has_no_weight():
    nothing = np.zeros((2, 3), dtype=bool)
    weights = weights_by_age(np.arange(3)[None, :], nothing, recency=6.0, evenly=0.5)
    assert (weights == 0.0).all()
    assert weights_without(0, np.array([-1]), recency=6.0, evenly=0.5).shape == (1, 0)
