"""What is embedded when, and that nothing is lost or counted twice."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.embeddings import queue as queueing
from catalog.embeddings import refresh
from catalog.embeddings.encoder import EncoderUnavailable, TextEncoder, current_model, load_encoder
from catalog.models import Job, Movie
from catalog.tasks import waiting_tasks
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


def ids(*movies: Movie) -> list[int]:
    return [movie.pk for movie in movies]


def queue(*movies: Movie) -> Job:
    job, queued = queueing.queue_embeddings(ids(*movies), label="a test")
    assert job is not None
    assert queued == len(movies)
    return job


def test_a_title_gets_the_vector_of_its_text_and_the_name_of_its_model():
    movie = MovieFactory.create(description="A shark hunts swimmers.")
    refresh.embed_chunk(ids(movie), job_id=None)
    movie.refresh_from_db()
    expected = load_encoder().encode_query("A shark hunts swimmers.")
    assert np.array(movie.embedding) @ expected >= 0.999
    assert movie.embedding_model == current_model()
    assert movie.embedding_hash == movie.text_hash


def test_a_second_delivery_of_a_task_writes_nothing():
    movie = MovieFactory.create()
    job = queue(movie)
    refresh.embed_chunk(ids(movie), job_id=job.pk)
    with CaptureQueriesContext(connection) as queries:
        refresh.embed_chunk(ids(movie), job_id=job.pk)
    assert not [q for q in queries if "SET embedding" in q["sql"] or '"embedding" =' in q["sql"]]
    job.refresh_from_db()
    assert (job.status, job.total, job.done, job.failed) == ("succeeded", 1, 1, 0)


def test_only_the_title_whose_text_changed_is_embedded_again():
    changed, same = MovieFactory.create(), MovieFactory.create()
    refresh.embed_chunk(ids(changed, same), job_id=None)
    changed.refresh_from_db()
    changed.description = "Something else entirely."
    changed.save()
    needing = Movie.objects.needing_embedding(current_model())
    assert list(needing) == [changed]
    same.save()
    assert list(needing.all()) == [changed]


def test_a_title_of_another_model_is_embedded_again():
    movie = MovieFactory.create()
    refresh.embed_chunk(ids(movie), job_id=None)
    Movie.objects.update(embedding_model="an-older-model@123")
    assert list(Movie.objects.needing_embedding(current_model())) == [movie]


def test_a_title_is_queued_once_however_often_it_is_saved():
    movie = MovieFactory.create()
    job = queue(movie)
    assert queueing.queue_embeddings(ids(movie), label="again") == (None, 0)
    assert Job.objects.count() == 1, "no job is made for nothing"
    job.refresh_from_db()
    assert job.total == 1


def test_tasks_leave_after_the_commit_and_in_chunks(django_capture_on_commit_callbacks):
    movies = MovieFactory.create_batch(queueing.CHUNK_SIZE + 1)
    with django_capture_on_commit_callbacks() as callbacks:
        queue(*movies)
        assert waiting_tasks("embedding") == 0
    for callback in callbacks:
        callback()
    assert waiting_tasks("embedding") == 2


class Refusing(TextEncoder):
    """The real encoder, but one text breaks it."""

    @classmethod
    def instead(cls) -> TextEncoder:
        encoder = cls.__new__(cls)
        encoder.__dict__.update(load_encoder().__dict__)
        return encoder

    def encode(self, texts):
        if any("poison" in text for text in texts):
            raise RuntimeError("cannot read poison")
        return super().encode(texts)


def test_a_title_that_cannot_be_embedded_keeps_its_error_and_stops_no_other(monkeypatch):
    monkeypatch.setattr(refresh, "load_encoder", Refusing.instead)
    good, bad, fine = (
        MovieFactory.create(),
        MovieFactory.create(description="poison"),
        MovieFactory.create(),
    )
    job = queue(good, bad, fine)
    refresh.embed_chunk(ids(good, bad, fine), job_id=job.pk)
    for movie in (good, bad, fine):
        movie.refresh_from_db()
    assert good.is_embedded
    assert fine.is_embedded
    assert not bad.is_embedded
    assert bad.embedding_error == "RuntimeError: cannot read poison"
    job.refresh_from_db()
    assert (job.status, job.done, job.failed) == ("succeeded", 2, 1)


class Overflowing(Refusing):
    def encode(self, texts):
        made = TextEncoder.encode(self, texts)
        made[["poison" in text for text in texts]] = np.nan
        return made


def test_a_vector_that_is_no_number_is_refused_before_it_is_stored(monkeypatch):
    monkeypatch.setattr(refresh, "load_encoder", Overflowing.instead)
    good, bad = MovieFactory.create(), MovieFactory.create(description="poison")
    refresh.embed_chunk(ids(good, bad), job_id=None)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.is_embedded
    assert not bad.is_embedded
    assert bad.embedding_error.endswith("makes a vector of this text that is no number")


def test_a_title_that_took_its_worker_down_three_times_is_given_up():
    poison, innocent = MovieFactory.create(), MovieFactory.create()
    job = queue(poison, innocent)
    Movie.objects.filter(pk=poison.pk).update(embedding_attempts=3)
    Movie.objects.filter(pk=innocent.pk).update(embedding_attempts=1)
    refresh.embed_chunk(ids(poison, innocent), job_id=job.pk)
    for movie in (poison, innocent):
        movie.refresh_from_db()
    assert "given up" in poison.embedding_error
    assert innocent.is_embedded
    assert innocent.embedding_attempts == 0
    assert queueing.sweep(waiting_tasks=0) == 0


def test_a_database_that_goes_away_is_not_held_against_the_texts(monkeypatch):
    from django.db import OperationalError

    movie = MovieFactory.create()
    queue(movie)

    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as patched:
        patched.setattr(refresh, "_store_vectors", gone)
        for _ in range(4):
            with pytest.raises(OperationalError):
                refresh.embed_chunk(ids(movie), job_id=None)
    movie.refresh_from_db()
    assert movie.embedding_attempts == 0
    assert movie.embedding_error == ""


def test_a_failed_title_is_tried_again_when_its_text_changes():
    movie = MovieFactory.create()
    Movie.objects.update(embedding_error="broken", embedding_attempts=3)
    movie.refresh_from_db()
    queueing.queue_changed_titles([movie.pk], label="saved")
    movie.refresh_from_db()
    assert movie.embedding_error == ""
    assert movie.embedding_job is not None


def test_a_text_that_changes_while_it_is_embedded_is_embedded_anew(monkeypatch):
    movie = MovieFactory.create(description="before")
    job = queue(movie)
    real = load_encoder()

    class Slow(Refusing):
        def encode(self, texts):
            Movie.objects.get(pk=movie.pk).save()
            changed = Movie.objects.get(pk=movie.pk)
            if changed.description == "before":
                changed.description = "after"
                changed.save()
            return real.encode(texts)

    monkeypatch.setattr(refresh, "load_encoder", Slow.instead)
    refresh.embed_chunk(ids(movie), job_id=job.pk)
    movie.refresh_from_db()
    assert not movie.is_embedded
    assert movie.embedding_job_id == job.pk, "it is still queued"
    refresh.embed_chunk(ids(movie), job_id=job.pk)
    movie.refresh_from_db()
    assert np.array(movie.embedding) @ real.encode_query("after") >= 0.999


class TestSweep:
    def test_queues_what_nobody_queued(self):
        movie = MovieFactory.create()
        assert queueing.sweep(waiting_tasks=0) == 1
        movie.refresh_from_db()
        assert movie.embedding_job is not None
        assert queueing.sweep(waiting_tasks=0) == 0, "once"

    def test_leaves_alone_what_is_waiting(self):
        MovieFactory.create()
        assert queueing.sweep(waiting_tasks=1) == 0

    def test_sends_the_lost_tasks_of_a_job_that_stands_still(
        self, django_capture_on_commit_callbacks
    ):
        job = queue(MovieFactory.create(), MovieFactory.create())
        assert queueing.sweep(waiting_tasks=0) == 0, "it may still be at work"
        Job.objects.update(updated_at=timezone.now() - timedelta(minutes=2))
        assert queueing.sweep(waiting_tasks=0) == 2
        assert waiting_tasks("embedding") == 1
        job.refresh_from_db()
        assert job.status == "running"

    def test_closes_a_job_whose_titles_were_deleted(self):
        job = queue(MovieFactory.create())
        Movie.objects.all().delete()
        Job.objects.update(updated_at=timezone.now() - timedelta(minutes=2))
        queueing.sweep(waiting_tasks=0)
        job.refresh_from_db()
        assert (job.status, job.total) == ("succeeded", 0)

    def test_does_nothing_without_a_model(self, settings):
        settings.CLIP_MODEL = "/no/such/folder"
        MovieFactory.create()
        assert queueing.sweep(waiting_tasks=0) == 0


class TestEmbedAgain:
    def test_makes_new_vectors_forgives_failures_and_keeps_the_old_ones_until_then(self):
        done, failed = MovieFactory.create(), MovieFactory.create()
        refresh.embed_chunk(ids(done), job_id=None)
        Movie.objects.filter(pk=failed.pk).update(embedding_error="broken", embedding_attempts=3)
        assert queueing.embed_again(ids(done, failed), label="again") == 2
        done.refresh_from_db()
        assert done.embedding is not None
        job = Job.objects.get()
        refresh.embed_chunk(ids(done, failed), job_id=job.pk)
        for movie in (done, failed):
            movie.refresh_from_db()
            assert movie.embedding_hash == movie.text_hash
        job.refresh_from_db()
        assert (job.status, job.done, job.total) == ("succeeded", 2, 2)

    def test_counts_a_title_that_was_queued_already_for_the_job_that_queued_it(self):
        movie, other = MovieFactory.create(), MovieFactory.create()
        refresh.embed_chunk(ids(other), job_id=None)
        first = queue(movie)
        assert queueing.embed_again(ids(movie, other), label="again") == 1
        second = Job.objects.exclude(pk=first.pk).get()
        refresh.embed_chunk(ids(movie, other), job_id=second.pk)
        queueing.finish_job_if_over(first.pk)
        for job in (first, second):
            job.refresh_from_db()
            assert (job.status, job.done, job.total) == ("succeeded", 1, 1)

    def test_changes_nothing_without_a_model(self, settings):
        movie = MovieFactory.create()
        refresh.embed_chunk(ids(movie), job_id=None)
        settings.CLIP_MODEL = "/no/such/folder"
        with pytest.raises(EncoderUnavailable):
            queueing.embed_again(ids(movie), label="again")
        movie.refresh_from_db()
        assert movie.embedding_hash == movie.text_hash
        assert not Job.objects.exists()
