"""Trainings in the admin: listed, compared, promoted, rolled back; never written by hand."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from recommendations.admin import training_run
from recommendations.collaborative import kinds, serving
from recommendations.collaborative.folders import artefact_folder
from recommendations.collaborative.registry import active_run, promote
from recommendations.models import TrainingRun
from tests.accounts.factories import UserFactory
from tests.recommendations.collaborative.stand_ins import make_run

LIST = "/admin/recommendations/trainingrun/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_artefacts(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RECOMMENDER_FOLDER = tmp_path
    monkeypatch.setattr(serving, "_loaded", {})
    here = "tests.recommendations.collaborative.stand_ins.StandIn"
    monkeypatch.setattr(kinds, "MODELS", dict.fromkeys(kinds.MODELS, here))


@pytest.fixture
def staff(admin_user: User, client: Client) -> Client:
    client.force_login(admin_user)
    return client


def act(client: Client, action: str, *runs: TrainingRun) -> str:
    """The page that follows, as text."""
    data = {"action": action, "_selected_action": [run.pk for run in runs]}
    return client.post(LIST, data, follow=True).content.decode()


def test_are_listed_with_the_figures_that_decide(staff: Client) -> None:
    make_run(figure=0.4567)
    page = staff.get(LIST).content.decode()
    assert "hr@10 0.4567, recall@100 0.4567" in page
    assert "errornote" not in page


def test_one_is_shown_with_all_that_it_was_made_of(staff: Client) -> None:
    run = make_run(parameters={"neighbours": "<b>20"}, curves=[{"rmse": 0.5}])
    page = staff.get(f"{LIST}{run.pk}/change/").content.decode()
    assert escape('"neighbours": "<b>20"') in page
    assert run.data_hash in page


def test_are_not_added_or_changed_by_hand(staff: Client) -> None:
    run = make_run()
    assert staff.get(f"{LIST}add/").status_code == 403
    staff.post(f"{LIST}{run.pk}/change/", {"is_active": "on", "metrics": "{}"})
    run.refresh_from_db()
    assert not run.is_active
    assert run.metrics


def test_are_compared_side_by_side(staff: Client) -> None:
    first = make_run(figure=0.25, data_counts={"ratings": 100_004})
    second = make_run(figure=0.75, data_hash="b" * 64, parameters={"neighbours": 20})
    page = act(staff, "compare", first, second)
    assert "2 trainings compared" in page
    assert "<strong>0.7500</strong>" in page
    assert "<td>0.2500</td>" in page
    assert "100,004" in page
    assert "measured on different ratings" in page


def test_one_alone_has_no_best_figure(staff: Client) -> None:
    page = act(staff, "compare", make_run(figure=0.25))
    assert "<td>0.2500</td>" in page
    assert "different ratings" not in page


@pytest.mark.parametrize("query", ["", "?run=0", "?run=x&run=%00", f"?run={'9' * 40}"])
def test_a_comparison_of_nothing_is_not_found(query: str, staff: Client) -> None:
    make_run()
    assert staff.get(f"{LIST}compare/{query}").status_code == 404


def test_too_many_are_not_compared(staff: Client) -> None:
    runs = [make_run() for _number in range(7)]
    assert "At most 6 trainings" in act(staff, "compare", *runs)


def test_are_promoted_and_it_stands_in_the_history(staff: Client) -> None:
    run = make_run()
    assert "is served from now on" in act(staff, "promote", run)
    assert active_run("ranking") == run
    assert "Promoted." in staff.get(f"{LIST}{run.pk}/history/").content.decode()


def test_a_worse_one_is_refused_with_the_figures(staff: Client) -> None:
    active, worse = make_run(figure=0.5), make_run(figure=0.25)
    promote(active)
    assert "hr@10 0.2500 (0.5000)" in act(staff, "promote", worse)
    assert active_run("ranking") == active


def test_one_of_each_kind_is_promoted_and_never_two(staff: Client) -> None:
    ranking, rating = make_run("ranking"), make_run("rating")
    assert "Choose one training of a kind" in act(staff, "promote", ranking, make_run())
    assert active_run("ranking") is None
    act(staff, "promote", ranking, rating)
    assert (active_run("ranking"), active_run("rating")) == (ranking, rating)


def test_the_active_one_is_rolled_back(staff: Client) -> None:
    first, second = make_run(figure=0.1), make_run(figure=0.2)
    promote(first)
    promote(second)
    assert "Choose the active training" in act(staff, "roll_back", first)
    assert "is served from now on" in act(staff, "roll_back", second)
    assert active_run("ranking") == first
    assert "nothing to go back to" in act(staff, "roll_back", first)


def test_a_model_that_cannot_be_read_is_told_above_the_list(staff: Client) -> None:
    run = make_run()
    promote(run)
    (artefact_folder(run) / "manifest.json").unlink()
    page = staff.get(LIST).content.decode()
    assert "errornote" in page
    assert "manifest.json is not there" in page


def test_deletion_takes_the_artefact_along_but_nothing_that_is_served(staff: Client) -> None:
    active, other = make_run(), make_run()
    promote(active)
    for run in (active, other):
        staff.post(f"{LIST}{run.pk}/delete/", {"post": "yes"})
    assert list(TrainingRun.objects.all()) == [active]
    assert artefact_folder(active).is_dir()
    assert not artefact_folder(other).exists()


def test_a_worker_is_told_to_train(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    def send_training(user_id: int) -> bool:
        sent.append(user_id)
        return True

    monkeypatch.setattr(training_run, "send_training", send_training)
    assert "Train now" in staff.get(LIST).content.decode()
    page = staff.post(f"{LIST}train/", follow=True).content.decode()
    assert "A worker trains" in page
    assert sent == [User.objects.get().pk]
    assert staff.get(f"{LIST}train/").status_code == 405


class TestReaders:
    """Staff who may see trainings, and no more."""

    @pytest.fixture
    def reader(self, client: Client) -> Client:
        from django.contrib.auth.models import Permission

        user = UserFactory.create(is_staff=True)
        user.user_permissions.add(Permission.objects.get(codename="view_trainingrun"))
        client.force_login(user)
        return client

    def test_compare_and_neither_promote_nor_train(self, reader: Client) -> None:
        run = make_run()
        page = reader.get(LIST).content.decode()
        assert 'value="compare"' in page
        assert 'value="promote"' not in page
        assert "Train now" not in page
        act(reader, "promote", run)
        assert active_run("ranking") is None
        assert reader.post(f"{LIST}train/").status_code == 403

    def test_others_see_nothing(self, client: Client) -> None:
        client.force_login(UserFactory.create(is_staff=True))
        run = make_run()
        assert client.get(LIST).status_code == 403
        assert client.get(f"{LIST}compare/?run={run.pk}").status_code == 403
