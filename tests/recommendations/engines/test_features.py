"""Titles that are near in genres and decade, whichever index finds them."""

import importlib.util
from functools import cache

import numpy as np
import pytest

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.base import LibraryMissing, NotBuildable, NotServed
from recommendations.engines.features import (
    AnnoyFeatures,
    FlatFeatures,
    HnswFeatures,
    VoyagerFeatures,
)
from tests.recommendations.engines.catalogues import SEA, Title, catalogue_of, generated_catalogue

needs_annoy = pytest.mark.skipif(
    importlib.util.find_spec("annoy") is None, reason="requirements/annoy.txt is not installed"
)
WITHOUT_ANNOY = [FlatFeatures, HnswFeatures, VoyagerFeatures]
EVERY_ENGINE = [*WITHOUT_ANNOY, pytest.param(AnnoyFeatures, marks=needs_annoy)]
every_engine = pytest.mark.parametrize("engine_class", EVERY_ENGINE)

LARGE = generated_catalogue(5_000)


@cache
def built(engine_class: type[FlatFeatures]) -> FlatFeatures:
    return engine_class.build(LARGE)


def ids(engine: FlatFeatures, *arguments: int, **options) -> list[int]:
    return [neighbour.title_id for neighbour in engine.nearest(*arguments, **options)]


@every_engine
class TestEveryIndex:
    def test_it_finds_what_an_exact_search_over_all_titles_finds(self, engine_class):
        """At least 98 of 100, a title counting if it is no farther than the exact tenth."""
        engine = built(engine_class)
        vectors = engine.vectors[engine.combinations]
        found_near = []
        for row in range(0, len(LARGE), 25):
            distances = np.linalg.norm(vectors - vectors[row], axis=1)
            tenth = np.sort(np.delete(distances, row))[9]
            found = np.searchsorted(LARGE.title_ids, ids(engine, 2 * row + 1, 10))
            assert len(set(found.tolist()) - {row}) == 10
            found_near.append((distances[found] <= tenth + 1e-4).mean())
        assert np.mean(found_near) >= 0.98

    def test_more_are_found_than_one_combination_has(self, engine_class):
        assert len(set(ids(built(engine_class), 1, 400))) == 400

    def test_the_same_genres_and_decade_come_first(self, engine_class):
        engine = engine_class.build(SEA)
        first, *others = engine.nearest(3, 4)
        assert (first.title_id, first.score) == (5, 1.0)
        assert all(other.score < 1 for other in others)

    def test_of_equal_titles_the_lower_id_comes_first(self, engine_class):
        titles = [Title(pk, genres=("Drama",), year=1990) for pk in range(1, 200)]
        engine = engine_class.build(catalogue_of(*titles, Title(999, genres=("Crime",))))
        assert ids(engine, 100, 3) == [1, 2, 3]
        assert ids(engine, 1, 200)[-1] == 999

    def test_a_kind_that_is_rare_is_found_all_the_same(self, engine_class):
        found = ids(built(engine_class), 1, 50, kind="series")
        assert len(found) == 50
        assert all(title_id % 20 == 1 for title_id in found)

    def test_titles_can_be_left_out(self, engine_class):
        engine = engine_class.build(SEA)
        assert 5 not in ids(engine, 3, 5, leave_out=[5])

    def test_all_are_named_where_fewer_are_there_than_asked_for(self, engine_class):
        assert sorted(ids(engine_class.build(SEA), 3, 50)) == [5, 8, 13, 21]

    def test_a_title_of_which_nothing_is_known_is_not_served(self, engine_class):
        with pytest.raises(NotServed, match="Neither"):
            engine_class.build(SEA).nearest(34, 5)

    def test_a_catalogue_of_equals_has_no_axes_and_is_served(self, engine_class):
        engine = engine_class.build(catalogue_of(Title(1, year=1990), Title(2, year=1991)))
        assert ids(engine, 1, 5) == [2]

    def test_it_is_the_same_after_saving_and_loading(self, engine_class, tmp_path):
        engine = built(engine_class)
        engine.save(tmp_path)
        loaded = engine_class.load(tmp_path)
        for title_id in (1, 501, 9_999):
            assert loaded.nearest(title_id, 20) == engine.nearest(title_id, 20)

    def test_an_index_of_other_vectors_is_refused(self, engine_class, tmp_path):
        built(engine_class).save(tmp_path)
        other = engine_class.build(generated_catalogue(300, seed=1))
        other.index.save(tmp_path / engine_class.index_class.file_name)
        with pytest.raises(BrokenArtefact):
            engine_class.load(tmp_path)

    def test_an_index_out_of_step_with_the_titles_is_refused(self, engine_class, tmp_path):
        """As many vectors of the same width, in another order."""
        engine = built(engine_class)
        engine.save(tmp_path)
        turned = engine.index_class.build(np.roll(engine.vectors, 1, axis=0))
        turned.save(tmp_path / engine_class.index_class.file_name)
        with pytest.raises(BrokenArtefact, match="out of step"):
            engine_class.load(tmp_path)

    def test_two_builds_of_one_catalogue_find_the_same(self, engine_class):
        again = engine_class.build(LARGE)
        assert again.nearest(77, 30) == built(engine_class).nearest(77, 30)


def test_each_combination_is_one_vector():
    engine = built(FlatFeatures)
    combinations = set(zip(LARGE.genres, (LARGE.years // 10).tolist(), strict=True))
    assert len(engine.vectors) == len(combinations) < len(LARGE)


def test_the_axes_keep_95_percent_of_the_variance():
    engine = built(FlatFeatures)
    genres = {genre for of_title in LARGE.genres for genre in of_title}
    decades = np.unique(LARGE.years // 10)
    assert 2 < engine.vectors.shape[1] < len(genres) + len(decades)


def test_nothing_is_built_of_titles_without_genres_and_years():
    with pytest.raises(NotBuildable):
        FlatFeatures.build(catalogue_of(Title(1), Title(2)))


@pytest.mark.parametrize(
    ("engine_class", "module", "name"),
    [
        (FlatFeatures, "faiss", "FAISS"),
        (HnswFeatures, "faiss", "FAISS"),
        (AnnoyFeatures, "annoy", "Annoy"),
        (VoyagerFeatures, "voyager", "Voyager"),
    ],
)
def test_a_library_that_is_absent_is_named(engine_class, module, name, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(LibraryMissing, match=f"{name} is not installed"):
        engine_class.build(SEA)
