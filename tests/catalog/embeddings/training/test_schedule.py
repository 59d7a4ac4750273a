"""The learning rate, and the end."""

import pytest

from catalog.embeddings.training.recipe import Recipe
from catalog.embeddings.training.schedule import learning_rate, progress

RECIPE = Recipe(steps=100, minutes=10, learning_rate=0.01, warm_up=0.1)


def test_it_ends_by_steps_or_minutes_whichever_comes_first():
    assert progress(RECIPE, step=50, seconds=60) == 0.5
    assert progress(RECIPE, step=10, seconds=540) == pytest.approx(0.9)
    assert progress(RECIPE, step=10, seconds=900) == 1


def test_the_rate_rises_to_its_peak_and_falls_to_almost_nothing():
    rates = [learning_rate(RECIPE, done / 100) for done in range(101)]
    assert max(rates) == rates[10] == 0.01
    assert rates[:11] == sorted(rates[:11])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert 0 < rates[-1] < 0.001
