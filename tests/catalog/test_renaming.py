"""The texts of many titles that follow when a name is changed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Thread
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from catalog import renaming
from catalog.models import Genre, Job, Movie, OutdatedText
from catalog.tasks import refresh_outdated_texts, waiting_tasks
from config.embedded import valkey
from tests.catalog.factories import MovieFactory

Committing = Callable[..., AbstractContextManager]


@pytest.fixture
def bulky(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three titles are many, and two a chunk."""
    monkeypatch.setattr(renaming, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(renaming, "CHUNK_SIZE", 2)


@pytest.fixture
def genre(db: None, bulky: None) -> Genre:
    genre = Genre.objects.create(name="Dramma")
    for movie in MovieFactory.create_batch(3):
        movie.genres.add(genre)
    return genre


def rename(client: Client, genre: Genre, name: str = "Drama"):
    return client.post(f"/admin/catalog/genre/{genre.pk}/change/", {"name": name}, follow=True)


def terms() -> set[str]:
    return set(Movie.objects.values_list("terms_text", flat=True))


def test_many_titles_follow_in_a_worker_and_the_curator_is_told(
    admin_client: Client, genre: Genre, django_capture_on_commit_callbacks: Committing
):
    with django_capture_on_commit_callbacks(execute=True):
        page = rename(admin_client, genre).content.decode()
    assert "in the background" in page
    assert terms() == {""}, "nobody waited for them"
    assert waiting_tasks("default") == 1
    assert refresh_outdated_texts() == 3
    assert terms() == {"Drama"}
    job = Job.objects.get()
    assert (job.total, job.label) == (3, Job.Label.OTHER_TERMS), "one job for all chunks"
    assert refresh_outdated_texts() == 0


def test_deleting_many_names_leaves_the_texts_of_their_titles(
    admin_client: Client, genre: Genre, django_capture_on_commit_callbacks: Committing
):
    renaming.names_changed(list(Movie.objects.values_list("pk", flat=True)), label="", by_user_id=1)
    refresh_outdated_texts()
    assert terms() == {"Dramma"}
    chosen = {"action": "delete_selected", "_selected_action": [genre.pk], "post": "yes"}
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post("/admin/catalog/genre/", chosen)
    assert refresh_outdated_texts() == 3
    assert terms() == {""}


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_had_not_stored_is_done_by_the_next(genre: Genre):
    ids = list(Movie.objects.values_list("pk", flat=True))
    renaming.names_changed(ids, label="", by_user_id=None)
    killed_in_the_second_chunk = mock.Mock(side_effect=[None, SystemExit])
    with (
        mock.patch.object(renaming.queue, "queue_changed_titles", killed_in_the_second_chunk),
        pytest.raises(SystemExit),
    ):
        refresh_outdated_texts()
    assert OutdatedText.objects.count() == 1
    assert terms() == {"Dramma", ""}
    assert refresh_outdated_texts() == 1
    assert terms() == {"Dramma"}


def test_a_title_that_is_deleted_meanwhile_is_passed_over(genre: Genre):
    ids = list(Movie.objects.values_list("pk", flat=True))
    renaming.names_changed(ids, label="", by_user_id=1)
    Movie.objects.get(pk=ids[0]).delete()
    assert refresh_outdated_texts() == 3
    assert terms() == {"Dramma"}


@pytest.mark.django_db(transaction=True)
def test_a_second_change_while_the_first_is_followed_is_followed_too(genre: Genre):
    ids = list(Movie.objects.values_list("pk", flat=True))
    renaming.names_changed(ids, label="", by_user_id=None)
    has_read, may_go_on = Event(), Event()
    real = renaming.queue.queue_changed_titles

    def slowly(*args, **kwargs):
        has_read.set()
        may_go_on.wait(10)
        return real(*args, **kwargs)

    def follow() -> None:
        try:
            renaming.refresh_outdated_texts()
        finally:
            connection.close()

    with mock.patch.object(renaming.queue, "queue_changed_titles", slowly):
        worker = Thread(target=follow)
        worker.start()
        assert has_read.wait(10)
        Genre.objects.filter(pk=genre.pk).update(name="Drama")
        renaming.names_changed(ids, label="", by_user_id=None)
        may_go_on.set()
        worker.join()
    refresh_outdated_texts()
    assert terms() == {"Drama"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.EMBEDDED, reason="stops the broker: the embedded one alone")
def test_with_the_broker_away_the_name_is_changed_and_its_titles_wait(
    admin_client: Client, genre: Genre
):
    valkey.stop(settings.VAR_DIR)
    try:
        assert rename(admin_client, genre).status_code == 200
    finally:
        valkey.start(settings.VAR_DIR)
    assert OutdatedText.objects.count() == 3
    assert waiting_tasks("default") == 0
    assert refresh_outdated_texts() == 3, "what beat does each minute"
    assert terms() == {"Drama"}
