"""Which model is served: promoted, refused, rolled back, cleared away."""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from recommendations.collaborative.folders import artefact_folder
from recommendations.collaborative.registry import (
    KEPT,
    PromotionRefused,
    active_run,
    promote,
    prune,
    replace_unreadable,
    roll_back,
)
from recommendations.models import TrainingRun
from tests.recommendations.collaborative.stand_ins import make_run
from tests.recommendations.damage import overwrite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_in")]


def test_the_first_model_is_promoted_whatever_it_is_worth() -> None:
    run = make_run(figure=0.0)
    assert active_run("ranking") is None
    promote(run)
    assert active_run("ranking") == run
    assert active_run("rating") is None


def test_a_better_model_takes_the_place_of_the_active_one() -> None:
    old, new = make_run(figure=0.5), make_run(figure=0.6)
    promote(old)
    promote(new)
    assert active_run("ranking") == new
    old.refresh_from_db()
    assert not old.is_active


@pytest.mark.parametrize(("kind", "worse"), [("ranking", 0.4), ("rating", 0.95)])
def test_a_worse_model_is_refused_and_the_message_says_by_what(kind: str, worse: float) -> None:
    active, run = (
        make_run(kind, figure=0.9 if kind == "rating" else 0.5),
        make_run(kind, figure=worse),
    )
    promote(active)
    with pytest.raises(PromotionRefused, match=f"{worse:.4f}"):
        promote(run)
    assert active_run(kind) == active


def test_one_worse_figure_is_enough_to_be_refused() -> None:
    promote(make_run(figure=0.5))
    run = make_run(metrics={"hr@10": 0.4, "recall@100": 0.9})
    with pytest.raises(PromotionRefused, match=r"hr@10 0\.4000 \(0\.5000\)"):
        promote(run)


def test_a_model_that_was_not_measured_is_worse_than_one_that_was() -> None:
    promote(make_run())
    with pytest.raises(PromotionRefused, match="not measured"):
        promote(make_run(metrics={}))


def test_a_worse_model_is_promoted_for_a_reason_which_is_kept() -> None:
    promote(make_run(figure=0.5))
    run = make_run(figure=0.4)
    promote(run, despite="the other one was measured on a leak")
    run.refresh_from_db()
    assert run.is_active
    assert run.promotion_note == "the other one was measured on a leak"


def test_an_artefact_that_is_not_whole_is_not_promoted() -> None:
    run = make_run()
    overwrite(artefact_folder(run) / "model.safetensors", b"half")
    with pytest.raises(PromotionRefused, match="has 4 bytes"):
        promote(run, despite="whatever the reason")
    assert active_run("ranking") is None


def test_a_manifest_that_leads_out_of_its_folder_is_not_followed() -> None:
    run = make_run()
    path = artefact_folder(run) / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"]["../../etc"] = {"bytes": 1, "sha256": ""}
    overwrite(path, json.dumps(manifest).encode())
    with pytest.raises(PromotionRefused, match="cannot be used"):
        promote(run)


def test_an_active_model_that_cannot_be_read_refuses_none() -> None:
    active, worse = make_run(figure=0.5), make_run(figure=0.4)
    promote(active)
    (artefact_folder(active) / "model.safetensors").unlink()
    promote(worse)
    assert active_run("ranking") == worse


def test_of_those_that_can_be_read_the_one_that_was_served_before_takes_over() -> None:
    first, second, active = (make_run(figure=figure) for figure in (0.1, 0.2, 0.5))
    for run in (first, second, active):
        promote(run)
    make_run(figure=0.6)  # nobody has promoted it
    assert replace_unreadable("ranking") is None, "nothing is wrong"
    for run in (active, second):
        (artefact_folder(run) / "model.safetensors").unlink()
    assert replace_unreadable("ranking") == first
    assert active_run("ranking") == first


def test_without_one_that_can_be_read_the_active_one_stays() -> None:
    active = make_run()
    promote(active)
    make_run("rating")
    (artefact_folder(active) / "model.safetensors").unlink()
    assert replace_unreadable("ranking") is None
    assert replace_unreadable("rating") is None, "none was served, and none is to be"
    assert active_run("ranking") == active
    assert active_run("rating") is None


def test_a_training_that_failed_is_not_promoted() -> None:
    run = TrainingRun.objects.create(kind="ranking", data="x", data_hash="", seed=1)
    run.finish(TrainingRun.State.FAILED, error="no")
    with pytest.raises(PromotionRefused, match="no artefact"):
        promote(run)


def test_what_is_active_already_is_not_promoted_again() -> None:
    run = make_run()
    promote(run)
    with pytest.raises(PromotionRefused, match="already"):
        promote(run)


def test_rolling_back_goes_further_each_time() -> None:
    runs = [make_run(figure=figure) for figure in (0.1, 0.2, 0.3)]
    for run in runs:
        promote(run)
    assert roll_back("ranking") == runs[1]
    assert roll_back("ranking") == runs[0]
    with pytest.raises(PromotionRefused, match="nothing to go back to"):
        roll_back("ranking")
    assert active_run("ranking") == runs[0]


def test_rolling_back_a_kind_leaves_the_other_alone() -> None:
    rating = make_run("rating")
    promote(rating)
    promote(make_run(figure=0.1))
    promote(make_run(figure=0.2))
    roll_back("ranking")
    assert active_run("rating") == rating


def test_two_of_a_kind_cannot_be_active() -> None:
    promote(make_run())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_run(is_active=True, promoted_at=timezone.now())


def test_old_artefacts_are_cleared_away_but_for_the_active_and_the_one_before(
    tmp_path: Path,
) -> None:
    first, second = make_run(figure=0.1), make_run(figure=0.2)
    promote(first)
    promote(second)
    lost, *kept = [make_run() for _number in range(KEPT + 1)]
    assert prune("ranking") == 1
    lost.refresh_from_db()
    assert lost.folder == ""
    folders = {path.name for path in (tmp_path / "recommenders").iterdir()}
    assert folders == {run.version for run in (first, second, *kept)}
    assert roll_back("ranking") == first


def test_the_other_kind_is_not_cleared_away() -> None:
    rating = make_run("rating")
    for _number in range(KEPT + 1):
        make_run()
    prune("ranking")
    assert artefact_folder(rating).is_dir()
