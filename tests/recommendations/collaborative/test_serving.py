"""What a process serves: the active models, at once, and none that is broken."""

import shutil

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recommendations.collaborative import serving
from recommendations.collaborative.folders import artefact_folder
from recommendations.collaborative.registry import promote, roll_back
from recommendations.collaborative.serving import Served, served
from recommendations.models import TrainingRun
from tests.recommendations.collaborative.stand_ins import StandIn, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_in")]


def broken(run: TrainingRun) -> None:
    path = artefact_folder(run) / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


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
    broken(ranking)
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
    broken(run)
    serving._loaded.clear()
    told = admin_client.get("/readyz")
    assert told.status_code == 200
    assert run.version in told.json()["degraded"]["recommender"]
    assert client.get("/readyz").json() == {"status": "ok"}
