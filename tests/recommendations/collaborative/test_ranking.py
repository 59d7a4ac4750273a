"""The ranking model: what goes with a history, true shares, and artefacts that are whole."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommendations.collaborative import ranking
from recommendations.collaborative.artefact import BrokenArtefact, read_arrays, write_arrays
from recommendations.collaborative.data import UnusableRatings
from recommendations.collaborative.item_item import Ease
from recommendations.collaborative.ranking import ARTEFACT, RankingModel, weight_of
from tests.recommendations.damage import cut_short
from tests.recommendations.evaluation.generated import TASTES, generated_ratings

RATINGS = generated_ratings()


@pytest.fixture(scope="module")
def model() -> RankingModel:
    return RankingModel.fit(RATINGS)


def best(model: RankingModel, history: dict[int, float], count: int = 10) -> list[int]:
    ids, scores = model.scores(history)
    order = np.argsort(-scores, kind="stable")
    return [int(title) for title in ids[order] if int(title) not in history][:count]


@pytest.mark.parametrize("taste", range(TASTES))
def test_a_history_of_one_taste_brings_titles_of_that_taste(model: RankingModel, taste: int):
    history = {taste + 1: 1.0, taste + 1 + TASTES: 1.0}
    found = best(model, history)
    assert sum((title - 1) % TASTES == taste for title in found) >= 8


def test_without_a_history_popularity_decides(model: RankingModel):
    _ids, scores = model.scores({})
    assert (
        np.argsort(-scores, kind="stable") == np.argsort(-model.popularity, kind="stable")
    ).all()
    assert (model.scores({999_999: 1.0})[1] == scores).all()


def test_the_latest_title_of_a_history_counts_most(model: RankingModel):
    first, last = model.scores({1: 1.0, 2: 1.0})[1], model.scores({2: 1.0, 1: 1.0})[1]
    assert not np.allclose(first, last)
    shares = model.contributions({1: 1.0, 2: 1.0}, 5)
    assert shares[1] > model.contributions({2: 1.0, 1: 1.0}, 5)[1]


def test_contributions_and_popularity_add_up_to_the_score(model: RankingModel):
    history = {1: 1.0, 5: weight_of(2.0), 9: 1.0, 42: 1.0, 999_999: 1.0}
    ids, scores = model.scores(history)
    for position in range(0, len(ids), 7):
        parts = sum(model.contributions(history, int(ids[position])).values())
        rest = model.settings.popularity * model.popularity[position]
        assert parts + rest == pytest.approx(scores[position], rel=1e-4)


def test_scores_without_a_title_are_those_of_the_history_that_lacks_it(model: RankingModel):
    history = {1: 1.0, 5: weight_of(2.0), 999_999: 1.0, 9: 1.0, 42: 1.0}
    wanted = np.array([2, 13, 42, 77, 888_888], dtype=np.int64)
    removed = [42, 1, 999_999]
    told = model.scores_without(history, removed, wanted)
    for row, out in zip(told, removed, strict=True):
        ids, scores = model.scores({pk: weight for pk, weight in history.items() if pk != out})
        expected = np.append(scores[np.searchsorted(ids, wanted[:-1])], 0.0)
        assert row == pytest.approx(expected, rel=1e-4)
    (alone,) = model.scores_without({1: 1.0}, [1], wanted[:-1])
    assert alone == pytest.approx(model.scores({})[1][np.searchsorted(ids, wanted[:-1])])


def test_a_model_from_before_there_were_towers_is_read_still(model: RankingModel, tmp_path: Path):
    model.save(tmp_path)
    arrays, facts = read_arrays(tmp_path / ARTEFACT)
    older = {name: fact for name, fact in facts.items() if name != "towers"}
    write_arrays(tmp_path / ARTEFACT, dict(arrays), facts=older)
    loaded = RankingModel.load(tmp_path)
    assert loaded.settings == replace(model.settings, towers=0.0)
    assert (loaded.scores({1: 1.0})[1] == model.scores({1: 1.0})[1]).all()


def test_a_title_that_training_did_not_know_has_no_contributions(model: RankingModel):
    assert model.contributions({1: 1.0}, 999_999) == {}


def test_no_title_is_its_own_neighbour_and_none_has_more_than_are_kept(model: RankingModel):
    few = RankingModel.fit(RATINGS, settings=replace(model.settings, neighbours=7, towers=0.0))
    lengths = np.diff(few.starts)
    assert lengths.max() <= 7
    assert (few.neighbours != np.repeat(np.arange(len(few.title_ids)), lengths)).all()


def test_ease_is_the_same_by_people_as_by_titles():
    """671 rows are inverted instead of 9,066 where there are fewer people than titles."""
    by_people = Ease.fit(RATINGS, regularisation=50.0)
    assert len(by_people.left) == len(RATINGS.person_ids)
    seen = RATINGS.matrix(np.ones(len(RATINGS))).toarray().astype(np.float64)
    inverse = np.linalg.inv(seen.T @ seen + 50.0 * np.eye(seen.shape[1]))
    expected = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(expected, 0)
    positions = np.arange(len(RATINGS.title_ids))
    assert np.allclose(by_people.rows(positions), expected, atol=1e-4)
    crowded = generated_ratings(people=90, titles=40, each=15)
    by_titles = Ease.fit(crowded, regularisation=50.0)
    assert len(by_titles.left) == 0
    some = np.array([3, 8])
    others = np.setdiff1d(np.arange(len(crowded.title_ids)), some)
    assert np.allclose(
        by_titles.summed(some)[others], by_titles.rows(some).sum(axis=0)[others], atol=1e-5
    )


def test_comes_back_from_its_artefact_as_it_was(model: RankingModel, tmp_path: Path):
    model.save(tmp_path)
    loaded = RankingModel.load(tmp_path)
    assert (loaded.scores({1: 1.0, 6: 1.0})[1] == model.scores({1: 1.0, 6: 1.0})[1]).all()
    assert loaded.settings == model.settings


def test_a_file_that_is_cut_short_afterwards_ends_nobody(model: RankingModel, tmp_path: Path):
    model.save(tmp_path)
    loaded = RankingModel.load(tmp_path)
    assert not isinstance(loaded.weights.base, np.memmap), "else what follows ends these tests"
    cut_short(tmp_path / ARTEFACT, 100)
    assert (loaded.scores({1: 1.0, 6: 1.0})[1] == model.scores({1: 1.0, 6: 1.0})[1]).all()


def test_a_large_one_is_mapped(
    model: RankingModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    model.save(tmp_path)
    monkeypatch.setattr(ranking, "SMALL_FILE", (tmp_path / ARTEFACT).stat().st_size - 1)
    assert isinstance(RankingModel.load(tmp_path).weights.base, np.memmap)


@pytest.mark.parametrize("size", [0, 4, 100, -1])
def test_a_file_cut_short_is_broken(model: RankingModel, tmp_path: Path, size: int):
    model.save(tmp_path)
    whole = (tmp_path / ARTEFACT).read_bytes()
    (tmp_path / ARTEFACT).write_bytes(whole[:size])
    with pytest.raises(BrokenArtefact):
        RankingModel.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("neighbours", lambda array: array + 10_000),
        ("weights", lambda array: array * np.float32("nan")),
        ("title_ids", lambda array: array[::-1].copy()),
        ("starts", lambda array: array[:-1].copy()),
        ("popularity", lambda array: array[:-1].copy()),
    ],
)
def test_parts_that_do_not_fit_together_are_broken(
    model: RankingModel, tmp_path: Path, name: str, damage
):
    broken = replace(model, **{name: damage(getattr(model, name))})
    broken.save(tmp_path)
    with pytest.raises(BrokenArtefact, match="do not fit together"):
        RankingModel.load(tmp_path)


def test_a_missing_and_a_strange_file_are_broken(tmp_path: Path):
    with pytest.raises(BrokenArtefact, match="is not there"):
        RankingModel.load(tmp_path)
    write_arrays(tmp_path / ARTEFACT, {"a": np.zeros(3)}, facts={"format": "9"})
    with pytest.raises(BrokenArtefact, match="format 9"):
        RankingModel.load(tmp_path)


def test_one_person_is_enough_to_fit_and_no_rating_is_not():
    alone = RATINGS.part(RATINGS.people == 0)
    _ids, scores = RankingModel.fit(alone).scores({1: 1.0})
    assert np.isfinite(scores).all()
    with pytest.raises(UnusableRatings):
        RankingModel.fit(RATINGS.part(np.zeros(0, dtype=np.int64)))
