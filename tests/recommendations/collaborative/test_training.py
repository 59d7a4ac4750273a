"""One training: what it leaves, and what is left of one that is cut off."""

import json
import threading
from pathlib import Path

import pytest
from django.db import connection

from catalog.locks import hold_lock
from recommendations.collaborative.data import UnusableRatings
from recommendations.collaborative.folders import artefact_folder
from recommendations.collaborative.runs import MOST_ATTEMPTS, TrainingRefused, find_interrupted
from recommendations.collaborative.training import Order, train
from recommendations.models import Favorite, Rater, RaterRating, Rating, TrainingRun
from tests.catalog.factories import MovieFactory
from tests.recommendations.collaborative import stand_ins
from tests.recommendations.collaborative.stand_ins import StandIn, make_opinions

State = TrainingRun.State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_in")]


class Killed(BaseException):
    """As a process that ends: no handler for errors sees it."""


def test_a_training_leaves_a_row_and_an_artefact_of_each_kind() -> None:
    movies, _user = make_opinions()
    ranking, rating = train(Order(seed=7))
    assert (ranking.kind, rating.kind) == ("ranking", "rating")
    assert ranking.state == State.SUCCEEDED
    assert ranking.metrics == {"hr@10": 0.5, "recall@100": 0.5}
    assert rating.curves == [{"rmse": 1.0}, {"rmse": 0.9}]
    assert ranking.parameters == {"neighbours": 20}
    assert ranking.data_counts == {"people": 3, "titles": 3, "ratings": 5}
    assert ranking.seed == 7
    assert ranking.finished_at is not None
    assert not ranking.is_active
    manifest = json.loads((artefact_folder(ranking) / "manifest.json").read_text())
    assert manifest["titles"] == [movie.pk for movie in movies]
    assert manifest["data_sha256"] == ranking.data_hash
    assert StandIn.load(artefact_folder(ranking)).counts.tolist() == [3, 1, 1]


def test_progress_is_told_and_is_a_sign_of_life() -> None:
    make_opinions()
    lines: list[str] = []

    def told(line: str) -> None:
        lines.append(line)
        if "counting" in line:
            run = TrainingRun.objects.running().get()
            assert run.progress
            assert run.updated_at >= run.started_at

    train(Order(kinds=["ranking"]), told=told)
    assert any("5 ratings" in line for line in lines)
    assert any("counting" in line for line in lines)


def test_nobody_s_opinion_is_nothing_to_learn_from() -> None:
    with pytest.raises(TrainingRefused, match="nothing to learn from"):
        train(Order())
    assert not TrainingRun.objects.exists()


def test_one_user_s_opinions_are_too_little_and_are_not_lost() -> None:
    _movies, user = make_opinions()
    Rater.objects.all().delete()
    with pytest.raises(TrainingRefused, match="people: 1"):
        train(Order())
    assert Rating.objects.filter(user=user).count() == 1
    assert Favorite.objects.filter(user=user).count() == 2


def test_one_training_at_a_time() -> None:
    make_opinions()
    taken, over = threading.Event(), threading.Event()

    def other() -> None:
        with hold_lock("train recommender"):
            taken.set()
            over.wait(30)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert taken.wait(30)
        with pytest.raises(TrainingRefused, match="another training"):
            train(Order())
        assert find_interrupted() == []
    finally:
        over.set()
        thread.join()


def test_a_model_that_cannot_be_trained_says_why_and_the_other_is_trained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(ratings: object, **options: object) -> None:
        raise UnusableRatings("nobody likes anything")

    make_opinions()
    monkeypatch.setattr(stand_ins, "measure_ranking", refuse)
    ranking, rating = train(Order())
    assert (ranking.state, ranking.error) == (State.FAILED, "nobody likes anything")
    assert rating.state == State.SUCCEEDED


def test_an_error_leaves_nothing_half_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fill_the_disk(model: StandIn, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    make_opinions()
    monkeypatch.setattr(StandIn, "save", fill_the_disk)
    [run] = train(Order(kinds=["ranking"]))
    assert run.state == State.FAILED
    assert "No space left on device" in run.error
    assert list((tmp_path / "recommenders").iterdir()) == []


@pytest.mark.parametrize("handlers_run", [True, False])
def test_a_training_that_was_cut_off_goes_on_behind_what_it_had_measured(
    handlers_run: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_opinions()

    def killed(*arguments: object, **options: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(StandIn, "save", killed)
        if not handlers_run:  # kill -9: nothing is written any more
            patch.setattr(TrainingRun, "finish", lambda *arguments, **options: None)
        with pytest.raises(Killed):
            train(Order(kinds=["ranking"]))
    cut_off = TrainingRun.objects.get()
    assert cut_off.state == (State.INTERRUPTED if handlers_run else State.RUNNING)

    monkeypatch.setattr(stand_ins, "measure_ranking", killed)
    [run] = train(Order(kinds=["ranking"]))
    assert run.pk == cut_off.pk
    assert run.state == State.SUCCEEDED
    assert run.attempts == 2
    assert run.error == ""
    assert run.metrics == {"hr@10": 0.5, "recall@100": 0.5}


def test_other_data_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    make_opinions()
    TrainingRun.objects.create(kind="ranking", data="x", data_hash="b" * 64, seed=42)
    [run] = train(Order(kinds=["ranking"]))
    assert run.attempts == 1
    old = TrainingRun.objects.exclude(pk=run.pk).get()
    assert old.state == State.INTERRUPTED
    assert "killed" in old.shown_error


def test_what_kills_its_process_again_and_again_is_not_gone_on_with() -> None:
    make_opinions()
    [run] = train(Order(kinds=["ranking"]))
    TrainingRun.objects.filter(pk=run.pk).update(
        state=State.INTERRUPTED, attempts=MOST_ATTEMPTS, folder=""
    )
    lines: list[str] = []
    assert train(Order(kinds=["ranking"], is_scheduled=True), told=lines.append) == []
    assert any("given up" in line for line in lines)
    [by_hand] = train(Order(kinds=["ranking"]))
    assert by_hand.pk != run.pk


def test_a_killed_training_is_found_out() -> None:
    run = TrainingRun.objects.create(kind="ranking", data="x", data_hash="", seed=1)
    assert find_interrupted() == [run]
    run.refresh_from_db()
    assert run.state == State.INTERRUPTED
    assert find_interrupted() == []


class TestFromAFolder:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "ml-tiny"
        folder.mkdir()
        rows = ["userId,movieId,rating,timestamp"]
        rows += [f"{user},{movie},4.0,{user}" for user in (1, 2) for movie in (10, 20, 30)]
        (folder / "ratings.csv").write_text("\n".join(rows) + "\n")
        return folder

    def test_films_are_those_of_the_site_by_their_movielens_ids(self, folder: Path) -> None:
        # A title whose own number is a film's at MovieLens is another film.
        MovieFactory.create(pk=10, movielens_id=30)
        MovieFactory.create(pk=999, movielens_id=20)
        lines: list[str] = []
        [run] = train(Order(kinds=["ranking"], folder=folder), told=lines.append)
        manifest = json.loads((artefact_folder(run) / "manifest.json").read_text())
        assert manifest["titles"] == [10, 999]
        assert run.data == "ml-tiny"
        assert run.data_counts["ratings"] == 4
        assert any("4 of 6 ratings are of 2 titles" in line for line in lines)

    def test_films_that_the_site_does_not_have_are_nothing_to_learn_from(
        self, folder: Path
    ) -> None:
        MovieFactory.create(pk=10)
        with pytest.raises(TrainingRefused, match="import_movielens"):
            train(Order(folder=folder))

    def test_a_folder_without_ratings_is_refused_by_name(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingRefused, match=r"ratings\.csv is not there"):
            train(Order(folder=tmp_path))
        assert not RaterRating.objects.exists()
