"""What a process serves: the active models, at once, and none that is broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recommendations.collaborative import serving
from recommendations.collaborative.folders import artefact_folder
from recommendations.collaborative.registry import promote, roll_back
from recommendations.collaborative.serving import Served, changes_on_disk, served
from recommendations.models import TrainingRun
from tests.recommendations.collaborative.stand_ins import StandIn, make_run
from tests.recommendations.damage import cut_short, turn_a_bit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_in")]


def model_file(run: TrainingRun) -> Path:
    return artefact_folder(run) / "model.safetensors"


def test_a_new_site_serves_nothing_and_is_not_in_trouble() -> None:
    assert served() == Served(None, None, "", "")


def test_the_active_models_are_served_and_named() -> None:
    ranking, rating = make_run("ranking"), make_run("rating")
    make_run("ranking")
    promote(ranking)
    promote(rating)
    now = served()
    assert isinstance(now.ranking, StandIn)
    assert isinstance(now.rating, StandIn)
    assert now.ranking.counts.tolist() == [0, 1, 2]
    assert set(now.version.split()) == {ranking.version, rating.version}


def test_a_promotion_and_a_roll_back_count_in_the_next_request() -> None:
    first, second = make_run(figure=0.1), make_run(figure=0.2)
    promote(first)
    before = served()
    promote(second)
    assert served().version == second.version
    assert served().ranking is not before.ranking
    roll_back("ranking")
    assert served().version == first.version


def test_a_model_is_loaded_once_and_asked_for_by_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    promote(make_run())
    first = served().ranking
    with django_assert_num_queries(1):
        assert served().ranking is first


def test_a_broken_artefact_is_not_served_and_the_other_model_is() -> None:
    ranking, rating = make_run("ranking"), make_run("rating")
    promote(ranking)
    promote(rating)
    turn_a_bit(model_file(ranking))
    now = served()
    assert now.ranking is None
    assert now.rating is not None
    assert now.version == rating.version
    assert "SHA-256 differs" in now.trouble
    assert ranking.version in now.trouble


def test_a_missing_artefact_is_told_and_served_once_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = make_run()
    promote(run)
    folder = artefact_folder(run)
    shutil.move(folder, folder.with_name("elsewhere"))
    assert "is not there" in served().trouble
    shutil.move(folder.with_name("elsewhere"), folder)
    assert served().trouble, "not read again at each request"
    monkeypatch.setattr(serving, "RETRY_SECONDS", -1)
    assert served() == Served(served().ranking, None, run.version, "")
    assert served().ranking is not None


def test_whatever_a_damaged_file_makes_of_its_reader_no_page_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(folder: object) -> None:
        raise RecursionError("too deep")

    promote(make_run())
    monkeypatch.setattr(StandIn, "load", crash)
    assert "RecursionError: too deep" in served().trouble


def test_a_site_with_a_broken_model_is_ready_and_operators_are_told(
    admin_client: Client, client: Client
) -> None:
    run = make_run()
    promote(run)
    assert admin_client.get("/readyz").json() == {"status": "ok"}
    turn_a_bit(model_file(run))
    serving._loaded.clear()
    told = admin_client.get("/readyz")
    assert told.status_code == 200
    assert run.version in told.json()["degraded"]["recommender"]
    assert client.get("/readyz").json() == {"status": "ok"}


def move_away(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (turn_a_bit, "SHA-256 differs"),
        (lambda path: cut_short(path, 30), "has 30 bytes"),
        (Path.unlink, "is not there"),
        (move_away, "is not there"),
        (lambda path: path.with_name("manifest.json").unlink(), "manifest.json is not there"),
    ],
    ids=["a bit", "cut short", "deleted", "moved", "without its manifest"],
)
def test_a_model_whose_files_change_is_served_on_and_operators_are_told(
    damage: Callable[[Path], None], said: str, admin_client: Client
) -> None:
    run = make_run()
    promote(run)
    before = served()
    assert admin_client.get("/readyz").json() == {"status": "ok"}
    damage(model_file(run))
    told = admin_client.get("/readyz").json()["degraded"]["recommender"]
    assert run.version in told
    assert said in told
    assert served() == before
    assert isinstance(before.ranking, StandIn)
    assert before.ranking.counts.tolist() == [0, 1, 2]
    metrics = admin_client.get("/metrics").content.decode()
    assert 'movieclip_up{part="recommender"} 0.0' in metrics
    page = admin_client.get("/admin/recommendations/trainingrun/").content.decode()
    assert said in page.partition("errornote")[2]


def test_files_that_are_as_they_were_written_are_not_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = make_run()
    promote(run)
    served()
    shutil.copytree(artefact_folder(run), copy := artefact_folder(run).with_name("copy"))
    shutil.rmtree(artefact_folder(run))
    assert run.version in changes_on_disk()
    copy.rename(artefact_folder(run))
    model_file(run).touch()
    assert changes_on_disk() == "", "read, and found whole"
    monkeypatch.setattr(serving, "load_model", lambda run: pytest.fail("read"))
    assert changes_on_disk() == ""


def test_nothing_of_an_artefact_is_written_to_by_mistake() -> None:
    for path in artefact_folder(make_run()).iterdir():
        assert path.stat().st_mode & 0o222 == 0
