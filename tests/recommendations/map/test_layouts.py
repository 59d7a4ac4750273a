"""Ways to lay titles out."""

import numpy as np
import pytest

from recommendations.map.components import principal_axes
from recommendations.map.layouts import (
    FEWEST_FITTED,
    pca_layout,
    place_by_neighbours,
    tsne_layout,
)


@pytest.fixture(scope="module")
def groups() -> np.ndarray:
    """Components of ninety titles, thirty about each of three middles."""
    chance = np.random.default_rng(5)
    middles = 10 * np.eye(3, 6)
    return (middles.repeat(30, axis=0) + chance.normal(size=(90, 6))).astype(np.float32)


def tightness(places: np.ndarray) -> float:
    """How far apart the three groups lie, in widths of a group."""
    parts = places.reshape(3, 30, 2)
    middles = parts.mean(axis=1)
    width = np.linalg.norm(parts - middles[:, None], axis=2).mean()
    apart = min(np.linalg.norm(middles[i] - middles[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    return float(apart / width)


def quietly(line: str) -> None:
    pass


def test_pca_keeps_the_two_directions_with_most_variance(groups: np.ndarray):
    mean, axes = principal_axes(groups)
    assert tightness(pca_layout((groups - mean) @ axes)) > 3


def test_axes_point_the_same_way_in_every_build(groups: np.ndarray):
    _mean, axes = principal_axes(groups)
    _mean, shuffled = principal_axes(groups[::-1].copy())
    np.testing.assert_allclose(axes, shuffled, atol=1e-3)
    assert (axes[np.abs(axes).argmax(axis=0), np.arange(6)] > 0).all()


def test_one_title_alone_has_a_place():
    assert pca_layout(np.zeros((1, 1), dtype=np.float32)).tolist() == [[0.0, 0.0]]


def test_tsne_keeps_groups_apart_says_how_far_it_is_and_repeats(groups: np.ndarray):
    lines: list[str] = []
    places = tsne_layout(groups, seed=1, told=lines.append)
    assert places.shape == (90, 2)
    assert tightness(places) > 3
    assert len(lines) > 20
    np.testing.assert_array_equal(places, tsne_layout(groups, seed=1, told=quietly))


def test_of_a_large_catalogue_some_are_laid_out_and_the_others_join_their_group(
    groups: np.ndarray,
):
    assert tightness(tsne_layout(groups, seed=1, told=quietly, most_fitted=45)) > 3


def test_a_title_is_placed_among_its_neighbours_and_not_between_groups():
    fitted = np.array([[0, 0], [0, 1], [1, 0], [9, 9]], dtype=np.float32)
    places = np.array([[5, 5], [5, 5], [5, 7], [80, 80]], dtype=np.float32)
    one = np.array([[0.1, 0.1]], dtype=np.float32)
    assert place_by_neighbours(one, fitted, places, told=quietly).tolist() == [[5, 5]]
    assert place_by_neighbours(one, fitted[3:], places[3:], told=quietly).tolist() == [[80, 80]]


def test_what_told_raises_stops_the_work(groups: np.ndarray):
    def stop(line: str) -> None:
        if "iteration" in line:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        tsne_layout(groups, seed=1, told=stop)


def test_too_few_titles_have_no_neighbourhoods(groups: np.ndarray):
    with pytest.raises(ValueError, match="12 titles"):
        tsne_layout(groups[: FEWEST_FITTED - 1], seed=1, told=quietly)
    assert tsne_layout(groups[:FEWEST_FITTED], seed=1, told=quietly).shape == (FEWEST_FITTED, 2)
