"""Layouts as they are stored."""

import numpy as np
import pytest

from recommendations.map.places import (
    LARGEST,
    BrokenMap,
    Places,
    read_places,
    scaled,
    write_places,
)
from recommendations.models import CatalogueMap


def stored() -> CatalogueMap:
    row = CatalogueMap(pk=1, method="pca")
    write_places(row, Places(np.array([3, 5, 2**40]), np.array([[1, 2], [3, 4], [5, 65535]])))
    return row


def test_what_is_written_is_read():
    found = read_places(stored())
    assert found.title_ids.tolist() == [3, 5, 2**40]
    assert found.values.tolist() == [[1, 2], [3, 4], [5, 65535]]


def test_a_layout_fills_the_square_in_one_scale():
    wide = np.array([[-10, 0], [10, 5], [0, -5]], dtype=np.float32)
    places = scaled(wide).tolist()
    assert places[0] == [0, 32768]
    assert places[1][0] == LARGEST
    assert places[1][1] - places[2][1] == pytest.approx(LARGEST / 2, abs=1)


@pytest.mark.parametrize("layout", [[[7.0, 7.0]], [[1.0, 1.0], [1.0, 1.0]]])
def test_one_place_alone_is_in_the_middle(layout: list[list[float]]):
    assert set(scaled(np.array(layout)).ravel().tolist()) == {32768}


def test_no_titles_have_no_places():
    assert scaled(np.zeros((0, 2))).shape == (0, 2)


def test_places_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="no numbers"):
        scaled(np.array([[np.nan, 0.0]]))


@pytest.mark.parametrize(
    "change",
    [
        {"title_ids": b""},
        {"places": b""},
        {"places": None},
        {"title_ids": np.array([3, 5, 5]).tobytes()},
        {"title_ids": np.array([5, 3, 7]).tobytes()},
        {"title_ids": b"\1" * 23},
    ],
)
def test_what_was_cut_short_or_put_out_of_step_is_refused(change: dict[str, bytes]):
    row = stored()
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(BrokenMap):
        read_places(row)
