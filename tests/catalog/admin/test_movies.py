"""The operator's admin."""

import time

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Job, Movie
from catalog.tasks import waiting_tasks
from config.embedded import valkey
from tests.catalog.admin.title_forms import LIST, form_data
from tests.catalog.factories import GenreFactory, MovieFactory


@pytest.mark.django_db
class TestTitles:
    def test_the_list_says_what_is_embedded(self, staff: Client, catalogue: dict[str, Movie]):
        MovieFactory.create(title="Waiting")
        Movie.objects.filter(title="Jaws").update(embedding_error="broken")
        page = staff.get(LIST).content.decode()
        assert "up to date" in page
        assert "waiting" in page
        assert "<strong>failed</strong>" in page

    @pytest.mark.parametrize(
        ("state", "expected"),
        [("done", 6), ("waiting", 1), ("failed", 1)],
    )
    def test_the_list_is_filtered_by_embedding(
        self, staff: Client, catalogue: dict[str, Movie], state: str, expected: int
    ):
        Movie.objects.filter(title="Jaws").update(
            embedding=None, embedding_model="", embedding_hash="", embedding_error="broken"
        )
        Movie.objects.filter(title="Deep Blue").update(text_hash="other")
        response = staff.get(LIST, {"embedding": state})
        assert response.context["cl"].result_count == expected

    def test_titles_are_found_by_a_part_of_their_name(self, staff: Client):
        MovieFactory.create(title="Amélie")
        MovieFactory.create(title="Jaws")
        assert staff.get(LIST, {"q": "amel"}).context["cl"].result_count == 1

    def test_the_list_takes_no_more_queries_for_more_titles(self, staff: Client):
        MovieFactory.create_batch(2)
        with CaptureQueriesContext(connection) as few:
            staff.get(LIST)
        MovieFactory.create_batch(30)
        with CaptureQueriesContext(connection) as many:
            staff.get(LIST)
        assert len(few) == len(many)

    def test_embed_again_queues_the_chosen_titles(
        self, staff: Client, catalogue: dict[str, Movie], django_capture_on_commit_callbacks
    ):
        chosen = [catalogue["Jaws"].pk, catalogue["Deep Blue"].pk]
        with django_capture_on_commit_callbacks(execute=True):
            staff.post(LIST, {"action": "embed_again", "_selected_action": chosen})
        assert waiting_tasks("embedding") == 1
        outdated = Movie.objects.outdated(catalogue["Jaws"].embedding_model)
        assert set(outdated.values_list("pk", flat=True)) == set(chosen)
        assert not Movie.objects.filter(embedding=None).exists(), "still found meanwhile"
        job = Job.objects.get()
        assert job.total == 2
        assert job.created_by is not None

    def test_a_changed_description_is_queued_after_the_commit(
        self, staff: Client, catalogue: dict[str, Movie], django_capture_on_commit_callbacks
    ):
        movie = catalogue["Jaws"]
        with django_capture_on_commit_callbacks(execute=True):
            response = staff.post(
                f"{LIST}{movie.pk}/change/", form_data(movie, description="Another text.")
            )
        assert response.status_code == 302, response.context["errors"]
        assert waiting_tasks("embedding") == 1
        movie.refresh_from_db()
        assert movie.text_to_embed == "Another text."
        assert movie.embedding_hash != movie.text_hash

    def test_a_genre_that_is_added_reaches_the_texts_of_the_title(
        self, staff: Client, catalogue: dict[str, Movie]
    ):
        movie, genre = catalogue["Jaws"], GenreFactory.create(name="Horror Movies")
        staff.post(f"{LIST}{movie.pk}/change/", form_data(movie, genres=[genre.pk]))
        movie.refresh_from_db()
        assert movie.terms_text == "Horror Movies"

    def test_saving_without_a_change_queues_nothing(
        self, staff: Client, catalogue: dict[str, Movie]
    ):
        movie = catalogue["Jaws"]
        staff.post(f"{LIST}{movie.pk}/change/", form_data(movie))
        assert not Job.objects.exists()

    def test_hiding_takes_titles_off_the_site(self, staff: Client):
        movie = MovieFactory.create()
        staff.post(LIST, {"action": "hide", "_selected_action": [movie.pk]})
        assert staff.get(movie.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.EMBEDDED, reason="stops the broker: the embedded one alone")
def test_with_the_broker_away_saving_answers_and_the_sweep_queues_later(
    staff: Client, served_environment: dict[str, str]
):
    from catalog.embeddings.queue import sweep

    movie = MovieFactory.create()
    valkey.stop(settings.VAR_DIR)
    try:
        started = time.monotonic()
        response = staff.post(
            f"{LIST}{movie.pk}/change/", form_data(movie, description="Another text.")
        )
        assert response.status_code == 302
        assert time.monotonic() - started < 4, "it must not wait for the broker"
    finally:
        valkey.start(settings.VAR_DIR)
    movie.refresh_from_db()
    assert movie.description == "Another text."
    from datetime import timedelta

    from django.utils import timezone

    Job.objects.update(updated_at=timezone.now() - timedelta(minutes=5))
    assert sweep(waiting_tasks=0) == 1
    assert waiting_tasks("embedding") == 1


def test_the_admin_is_closed_to_visitors(client: Client, db: None):
    assert client.get(LIST).status_code == 302
