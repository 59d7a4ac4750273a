"""The rating model: predictions for known people and newcomers, how sure they are, artefacts."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.collaborative.data import UnusableRatings
from recommendations.collaborative.rating import ARTEFACT, RatingModel
from tests.recommendations.damage import cut_short
from tests.recommendations.evaluation.generated import TASTES, generated_ratings

RATINGS = generated_ratings()
OWN = {1: 4.5, 5: 4.0, 9: 4.5, 2: 2.5, 3: 2.5}
"""Of somebody of the first taste."""


@pytest.fixture(scope="module")
def model() -> RatingModel:
    return RatingModel.fit(RATINGS)


def test_a_newcomer_is_expected_to_like_titles_of_the_own_taste(model: RatingModel):
    own = [prediction.stars for prediction in model.predict(OWN, range(13, 61, TASTES))]
    other = [prediction.stars for prediction in model.predict(OWN, range(14, 61, TASTES))]
    assert np.mean(own) > np.mean(other) + 0.3


def test_more_history_makes_a_prediction_surer_and_less_leaves_it_the_mean(model: RatingModel):
    nothing, something = model.predict({}, [13])[0], model.predict(OWN, [13])[0]
    assert something.deviation < nothing.deviation
    position = int(np.searchsorted(model.title_ids, 13))
    assert nothing.stars == pytest.approx(float(model.base[position]))


def test_a_generous_person_is_predicted_higher_everywhere(model: RatingModel):
    generous = {title: min(5.0, stars + 0.5) for title, stars in OWN.items()}
    for plain, higher in zip(
        model.predict(OWN, range(13, 40)), model.predict(generous, range(13, 40)), strict=True
    ):
        assert higher.stars >= plain.stars


def test_a_title_that_training_did_not_know_gets_the_own_level_and_less_certainty(
    model: RatingModel,
):
    unknown, known = model.predict(OWN, [999_999, 13])
    assert 0.5 <= unknown.stars <= 5.0
    assert unknown.deviation > known.deviation
    strange = {**OWN, 999_999: 5.0}
    assert model.predict(strange, [13]) == model.predict(OWN, [13])


def test_predictions_stay_on_the_scale(model: RatingModel):
    best = dict.fromkeys(range(1, 41), 5.0)
    worst = dict.fromkeys(range(1, 41), 0.5)
    for prediction in (*model.predict(best, range(41, 80)), *model.predict(worst, range(41, 80))):
        assert 0.5 <= prediction.stars <= 5.0
    assert model.predict(OWN, []) == []


def test_the_deviation_is_that_of_what_people_give(model: RatingModel):
    """Of the ratings that training left out, two thirds lie within one deviation, give or take."""
    kept = np.arange(len(RATINGS)) % 5 > 0
    train, test = RATINGS.part(kept), RATINGS.part(~kept)
    fitted = RatingModel.fit(train)
    inside = []
    for person in range(30):
        own = np.flatnonzero(train.people == person)
        ids = train.title_ids[train.titles[own]].tolist()
        asked = np.flatnonzero(test.people == person)
        told = fitted.predict(
            dict(zip(ids, train.values[own].tolist(), strict=True)),
            test.title_ids[test.titles[asked]].tolist(),
        )
        inside += [
            abs(prediction.stars - value) <= prediction.deviation
            for prediction, value in zip(told, test.values[asked], strict=True)
        ]
    assert np.mean(inside) > 0.6


def test_works_without_genres_and_years():
    bare = RatingModel.fit(replace(RATINGS, about=None))
    assert 0.5 <= bare.predict(OWN, [13])[0].stars <= 5.0


def test_one_person_is_enough_to_fit_and_no_rating_is_not():
    alone = RATINGS.part(RATINGS.people == 0)
    assert np.isfinite(RatingModel.fit(alone).predict(OWN, [13])[0].stars)
    with pytest.raises(UnusableRatings):
        RatingModel.fit(RATINGS.part(np.zeros(0, dtype=np.int64)))


def test_comes_back_from_its_artefact_as_it_was(model: RatingModel, tmp_path: Path):
    model.save(tmp_path)
    assert RatingModel.load(tmp_path).predict(OWN, [13, 14]) == model.predict(OWN, [13, 14])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vectors", np.zeros((3, 4), dtype=np.float32)),
        ("base", np.zeros(3, dtype=np.float32)),
        ("title_ids", np.zeros(0, dtype=np.int64)),
        ("mean", float("nan")),
        ("noise", 0.0),
    ],
)
def test_parts_that_do_not_fit_together_are_broken(
    model: RatingModel, tmp_path: Path, name: str, value
):
    replace(model, **{name: value}).save(tmp_path)
    with pytest.raises(BrokenArtefact):
        RatingModel.load(tmp_path)


def test_a_file_that_is_cut_short_afterwards_ends_nobody(model: RatingModel, tmp_path: Path):
    model.save(tmp_path)
    loaded = RatingModel.load(tmp_path)
    assert not isinstance(loaded.vectors.base, np.memmap), "else what follows ends these tests"
    cut_short(tmp_path / ARTEFACT, 100)
    assert loaded.predict({1: 5.0}, [2, 3]) == model.predict({1: 5.0}, [2, 3])


def test_a_file_cut_short_is_broken(model: RatingModel, tmp_path: Path):
    model.save(tmp_path)
    whole = (tmp_path / ARTEFACT).read_bytes()
    (tmp_path / ARTEFACT).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BrokenArtefact):
        RatingModel.load(tmp_path)
