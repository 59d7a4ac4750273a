"""When the site makes a map by itself."""

import pytest

from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.models import Job, Movie
from config.schedule import SCHEDULE
from recommendations import tasks
from recommendations.map import building, scheduled
from recommendations.models import CatalogueMap
from tests.recommendations.map.conftest import make_grouped_titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        building, "tsne_layout", lambda components, *, seed, told: components[:, :2]
    )


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that workers were told to begin."""
    sent: list[str] = []

    def send_tasks(name: str, calls: list[list]) -> bool:
        sent.extend(name for _arguments in calls)
        return True

    monkeypatch.setattr(scheduled, "send_tasks", send_tasks)
    return sent


def test_beat_sends_tasks_that_there_are():
    sent = {entry["task"] for entry in SCHEDULE.values()}
    assert {tasks.build_map.name, tasks.watch_map.name} <= sent
    assert tasks.build_map.name == scheduled.BUILD_TASK


def test_a_site_without_titles_makes_nothing_and_fails_at_nothing(sent: list[str]):
    assert tasks.build_map() == 0
    assert tasks.watch_map() is False
    assert sent == []


def test_the_first_map_does_not_wait_for_the_night(sent: list[str]):
    make_grouped_titles(5)
    assert tasks.watch_map() is True
    assert sent == [tasks.build_map.name]
    assert tasks.build_map() == 2
    assert tasks.watch_map() is False


def test_a_few_new_titles_wait_and_many_do_not(sent: list[str]):
    titles = make_grouped_titles(5)
    late = [movie.pk for movie in titles[-2:]]
    Movie.objects.filter(pk__in=late).update(is_published=False)
    tasks.build_map()
    Movie.objects.filter(pk=late[0]).update(is_published=True)
    assert tasks.watch_map() is False
    Movie.objects.filter(pk=late[1]).update(is_published=True)
    assert tasks.watch_map() is True


def test_while_titles_are_being_embedded_no_map_is_made(sent: list[str]):
    make_grouped_titles(5)
    job = Job.objects.create(kind=Job.Kind.EMBED, label="x", total=3)
    assert tasks.watch_map() is False
    job.finish()
    assert tasks.watch_map() is True


def test_nothing_is_made_twice_of_the_same_titles():
    titles = make_grouped_titles(5)
    assert tasks.build_map() == 2
    assert tasks.build_map() == 0
    Movie.objects.filter(pk=titles[0].pk).update(embedding_hash="other")
    assert tasks.build_map() == 2


def test_titles_of_another_encoder_make_another_map(
    sent: list[str], monkeypatch: pytest.MonkeyPatch
):
    make_grouped_titles(5)
    tasks.build_map()
    monkeypatch.setattr(scheduled, "current_model", lambda: "another@1")
    assert tasks.watch_map() is False, "none of them is read by it yet"
    Movie.objects.update(embedding_model="another@1")
    assert tasks.watch_map() is True


def test_one_whose_process_was_killed_is_made_again_three_times(sent: list[str]):
    make_grouped_titles(5)
    tasks.build_map()
    same = CatalogueMap.objects.get(is_shown=True)
    for attempt in range(1, 1 + scheduled.MOST_ATTEMPTS):
        CatalogueMap.objects.create(
            method="tsne",
            embedding_model=same.embedding_model,
            data_hash=same.data_hash,
            titles=same.titles,
            seed=1,
        )
        assert tasks.watch_map() is (attempt < scheduled.MOST_ATTEMPTS)
    assert set(CatalogueMap.objects.values_list("state", flat=True)) == {"succeeded", "interrupted"}
    assert tasks.build_map() == 0


def test_one_that_failed_is_not_tried_again_until_titles_change(
    sent: list[str], monkeypatch: pytest.MonkeyPatch
):
    def fail(*args, **kwargs):
        raise RuntimeError("no")

    titles = make_grouped_titles(5)
    with monkeypatch.context() as patched:
        patched.setattr(building, "tsne_layout", fail)
        assert tasks.build_map() == 2
    assert tasks.build_map() == 0
    Movie.objects.filter(pk=titles[0].pk).update(embedding_hash="other")
    assert tasks.build_map() == 2


def test_while_one_is_at_work_another_leaves_at_once(monkeypatch: pytest.MonkeyPatch):
    def refuse(**kwargs):
        raise building.MapRefused("another map is being made")

    make_grouped_titles(5)
    monkeypatch.setattr(scheduled, "build_map", refuse)
    assert tasks.build_map() == 0


def test_without_an_encoder_nothing_is_made(monkeypatch: pytest.MonkeyPatch):
    def none() -> str:
        raise EncoderUnavailable("none")

    make_grouped_titles(5)
    monkeypatch.setattr(scheduled, "current_model", none)
    assert current_model()
    assert tasks.watch_map() is False
    assert tasks.build_map() == 0
