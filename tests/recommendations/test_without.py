"""What a list would be without one liked title: the same as if it were made anew."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from recommendations.blend import blend
from recommendations.without import Without, without_each
from tests.recommendations.models_at_hand import Neighbours

IDS = np.array([11, 12, 13, 14], dtype=np.int64)
LIKED = [1, 2, 3]
VOTES = np.array([10.0, 1_000.0, 0.0, 50.0], dtype=np.float32)
CLOSENESS = np.array(
    [[0.9, 0.1, 0.2, 0.0], [0.1, 0.8, 0.1, 0.0], [0.0, 0.2, 0.7, 0.1]], dtype=np.float32
)
MODEL = Neighbours({1: {11: 2.0}, 2: {11: 0.5, 12: 1.0}, 3: {13: 1.0}}, {11: 0.1, 12: 0.2, 13: 0.1})
SCALE = 2.0


def totals(liked: list[int], *, with_model: bool) -> np.ndarray:
    people = np.zeros(len(IDS), dtype=np.float32)
    if with_model:
        ids, scores = MODEL.scores(dict.fromkeys(liked, 1.0))
        known = dict(zip(ids.tolist(), scores.tolist(), strict=True))
        people = np.array([known.get(pk, 0.0) for pk in IDS.tolist()], dtype=np.float32)
    closeness = CLOSENESS[[LIKED.index(pk) for pk in liked]]
    return blend(people=people, people_scale=SCALE, closeness=closeness, votes=VOTES).total


def asked(liked: list[int], *, with_model: bool) -> Without:
    ids, scores = MODEL.scores(dict.fromkeys(liked, 1.0))
    known = dict(zip(ids.tolist(), scores.tolist(), strict=True))
    people = np.array([known.get(pk, 0.0) for pk in IDS.tolist()], dtype=np.float32)
    people *= with_model
    closeness = CLOSENESS[: len(liked)]
    model: Any = MODEL if with_model else None
    candidates: Any = SimpleNamespace(ids=IDS, closeness=closeness, people=people, votes=VOTES)
    told: Any = SimpleNamespace(ids=liked, weights=dict.fromkeys(liked, 1.0))
    scores_of = blend(people=people, people_scale=SCALE, closeness=closeness, votes=VOTES)
    return without_each(told, candidates, scores_of, ranking=model, people_scale=SCALE)


@pytest.mark.parametrize("with_model", [True, False])
def test_losses_and_falls_are_those_of_a_list_made_anew(with_model: bool):
    told = asked(LIKED, with_model=with_model)
    whole = totals(LIKED, with_model=with_model)
    for row, out in enumerate(LIKED):
        rest = totals([pk for pk in LIKED if pk != out], with_model=with_model)
        assert told.losses[row] == pytest.approx(whole - rest, abs=1e-5)
        places = [np.argsort(np.argsort(-each, kind="stable")) for each in (rest, whole)]
        assert (told.falls[row] == places[0] - places[1]).all()


def test_without_the_only_one_nothing_personal_is_left():
    told = asked([1], with_model=True)
    assert told.losses.shape == (1, len(IDS))
    assert told.losses[0, 0] == told.losses[0].max() > 0
