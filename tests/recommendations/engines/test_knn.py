"""Titles that are near in genres, year and popularity."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from recommendations.engines.base import NotServed
from recommendations.engines.knn import Knn
from tests.recommendations.engines.catalogues import SEA, Title, catalogue_of, generated_catalogue


@pytest.fixture(scope="module")
def sea() -> Knn:
    return Knn.build(SEA)


def ids(engine: Knn, *arguments: int, **options) -> list[int]:
    return [neighbour.title_id for neighbour in engine.nearest(*arguments, **options)]


def test_same_genre_year_and_popularity_come_first(sea: Knn):
    assert ids(sea, 3, 6) == [5, 8, 13, 21]


def test_they_are_those_of_scikit_learn():
    from sklearn.neighbors import NearestNeighbors

    engine = Knn.build(generated_catalogue(400))
    exact = NearestNeighbors(n_neighbors=11, algorithm="brute").fit(engine.vectors)
    distances = exact.kneighbors(engine.vectors)[0][:, 1:]
    for row in range(0, 400, 20):
        found = [1 / neighbour.score - 1 for neighbour in engine.nearest(2 * row + 1, 10)]
        assert np.allclose(found, distances[row], atol=1e-3)


def test_a_question_takes_memory_for_a_block_of_titles_and_not_for_all():
    engine = Knn.build(generated_catalogue(300))
    many = replace(engine, vectors=np.tile(engine.vectors, (200, 1)))
    tracemalloc.start()
    distances = many.distances(7)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < many.vectors.nbytes / 2
    assert np.array_equal(distances, np.tile(engine.distances(7), 200))


def test_year_and_popularity_are_scaled(sea: Knn):
    known = sea.vectors[:5, -2:]
    assert np.abs(known[:, 0].mean()) < 1e-6
    assert known[:, 0].std() == pytest.approx(1.0, abs=1e-5)
    assert np.abs(sea.vectors).max() < 4


def test_a_title_of_which_only_the_year_is_known_has_neighbours():
    engine = Knn.build(catalogue_of(Title(1, year=1990), Title(2, year=2010), Title(3, year=1991)))
    assert ids(engine, 1, 2) == [3, 2]


def test_of_equal_titles_the_lower_id_comes_first():
    engine = Knn.build(catalogue_of(*(Title(pk, genres=("Drama",)) for pk in (2, 3, 5, 8, 9))))
    assert ids(engine, 5, 2) == [2, 3]


def test_one_kind_can_be_asked_for_and_titles_left_out(sea: Knn):
    assert ids(sea, 3, 6, kind="series") == [21]
    assert ids(sea, 3, 1, leave_out=[5, 8]) == [13]


def test_a_title_of_which_nothing_is_known_is_neither_served_nor_named(sea: Knn):
    with pytest.raises(NotServed, match="Neither"):
        sea.nearest(34, 5)
    assert 34 not in ids(sea, 3, 50)


def test_it_is_the_same_after_saving_and_loading(sea: Knn, tmp_path):
    sea.save(tmp_path)
    loaded = Knn.load(tmp_path)
    assert loaded.nearest(3, 6) == sea.nearest(3, 6)
    assert isinstance(loaded.vectors.base, np.memmap), "it is mapped, not read"
