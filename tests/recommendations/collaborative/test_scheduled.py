"""What the site does by itself: train where ratings changed, serve what is not worse."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone

from config.schedule import SCHEDULE
from recommendations import tasks
from recommendations.collaborative import scheduled
from recommendations.collaborative.folders import artefact_folder
from recommendations.collaborative.registry import active_run
from recommendations.collaborative.runs import MOST_ATTEMPTS
from recommendations.collaborative.serving import served
from recommendations.collaborative.training import Order, train
from recommendations.models import RaterRating, TrainingRun
from tests.recommendations.collaborative import stand_ins
from tests.recommendations.collaborative.stand_ins import StandIn, make_opinions
from tests.recommendations.damage import cut_short

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_in")]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list]:
    """Arguments of the trainings that workers were told to begin."""
    sent: list[list] = []

    def send_tasks(name: str, calls: list[list]) -> bool:
        assert name == tasks.train_recommenders.name
        sent.extend(calls)
        return True

    monkeypatch.setattr(scheduled, "send_tasks", send_tasks)
    return sent


def test_beat_sends_tasks_that_there_are() -> None:
    sent = {entry["task"] for entry in SCHEDULE.values()}
    assert {tasks.train_recommenders.name, tasks.resume_interrupted_trainings.name} <= sent


def test_a_site_without_ratings_trains_nothing_and_fails_at_nothing() -> None:
    assert tasks.train_recommenders() == 0
    assert not TrainingRun.objects.exists()


def test_what_was_trained_is_served() -> None:
    make_opinions()
    assert tasks.train_recommenders() == 2
    assert active_run("ranking") is not None
    assert active_run("rating") is not None


def test_nothing_is_trained_twice_on_the_same_ratings() -> None:
    make_opinions()
    assert tasks.train_recommenders() == 2
    learnt = len(StandIn.fits)
    assert tasks.train_recommenders() == 0
    assert len(StandIn.fits) == learnt
    RaterRating.objects.earliest("pk").delete()
    assert tasks.train_recommenders() == 2


def test_what_cannot_be_read_any_more_is_trained_anew_and_served() -> None:
    make_opinions()
    tasks.train_recommenders()
    broken = active_run("ranking")
    assert broken is not None
    shutil.rmtree(artefact_folder(broken))
    assert tasks.train_recommenders() == 1
    assert active_run("ranking") != broken
    assert served().trouble == ""


def test_an_active_model_that_cannot_be_read_gives_way_to_one_that_was_kept() -> None:
    make_opinions()
    tasks.train_recommenders()
    broken = active_run("ranking")
    assert broken is not None
    again = train(Order(kinds=["ranking"]))[0]  # the same ratings; nobody promotes it
    cut_short(artefact_folder(broken) / "model.safetensors", 30)
    learnt = len(StandIn.fits)
    assert tasks.train_recommenders() == 0
    assert len(StandIn.fits) == learnt
    assert active_run("ranking") == again
    assert served().version.startswith(again.version)
    assert served().trouble == ""


def test_what_failed_before_it_succeeded_is_trained_anew_when_it_cannot_be_read() -> None:
    make_opinions()
    tasks.train_recommenders()
    broken = active_run("ranking")
    assert broken is not None
    failed = TrainingRun.objects.create(
        kind="ranking",
        data="database",
        seed=broken.seed,
        data_hash=broken.data_hash,
        code_version=broken.code_version,
        started_at=broken.started_at - timedelta(hours=1),
    )
    failed.finish(TrainingRun.State.FAILED, error="no space left")
    shutil.rmtree(artefact_folder(broken))
    assert tasks.train_recommenders() == 1
    assert served().trouble == ""


def test_a_worse_model_is_trained_and_not_served() -> None:
    make_opinions()
    tasks.train_recommenders()
    before = active_run("ranking")
    RaterRating.objects.earliest("pk").delete()
    stand_ins.worth["ranking"] = 0.1
    tasks.train_recommenders()
    assert active_run("ranking") == before
    assert TrainingRun.objects.succeeded().filter(kind="ranking").count() == 2


def test_a_killed_training_of_the_site_s_own_is_sent_again(sent: list[list]) -> None:
    TrainingRun.objects.create(
        kind="ranking", data="database", data_hash="", seed=42, is_scheduled=True, attempts=1
    )
    assert tasks.resume_interrupted_trainings() == 1
    assert sent == [[None]]
    assert tasks.resume_interrupted_trainings() == 0


@pytest.mark.parametrize(
    "fields",
    [{"is_scheduled": False, "attempts": 1}, {"is_scheduled": True, "attempts": MOST_ATTEMPTS}],
    ids=["begun by a command", "killed too often"],
)
def test_others_are_marked_and_not_sent(fields: dict[str, object], sent: list[list]) -> None:
    run = TrainingRun.objects.create(
        kind="ranking", data="x", data_hash="", seed=42, updated_at=timezone.now(), **fields
    )
    assert tasks.resume_interrupted_trainings() == 0
    run.refresh_from_db()
    assert run.state == TrainingRun.State.INTERRUPTED
    assert sent == []
