"""Uploads that were confirmed: imported, watched, stopped, begun again, and cleared away."""

import csv
import io
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.utils import timezone

from catalog import tasks
from catalog.importers import upload_runs
from catalog.importers.batches import BATCH_SIZE
from catalog.importers.ingest import ImportReport, import_titles
from catalog.models import ImportUpload, Job, Movie
from catalog.tasks import import_upload, waiting_tasks
from config.embedded import valkey
from tests.accounts.factories import UserFactory
from tests.catalog.admin.uploading import LIST, ROWS, send, table
from tests.catalog.factories import ImportUploadFactory
from tests.catalog.records import film, imported

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(upload_folder: Path) -> Path:
    return upload_folder


class TestImport:
    @pytest.fixture
    def upload(self, curator: Client) -> ImportUpload:
        send(curator, table(*ROWS, "s3,Movie,,1999,=1+1"))
        return ImportUpload.objects.get()

    def start(self, client: Client, upload: ImportUpload):
        return client.post(f"{LIST}{upload.pk}/start/", follow=True)

    def test_says_why_a_row_was_rejected_in_the_language_of_who_sent_the_file(
        self, curator: Client
    ):
        curator.cookies.load({settings.LANGUAGE_COOKIE_NAME: "es"})
        send(curator, table(*ROWS, "s3,Movie,,1999,no title"))
        upload = ImportUpload.objects.get()
        self.start(curator, upload)
        import_upload(upload.pk)
        with upload.rejects_path.open(newline="") as file:
            [reject] = csv.DictReader(file)
        assert reject["reason"] == "title está vacío"

    def test_makes_one_title_of_records_of_one_film_as_the_command_does(
        self, curator: Client, upload: ImportUpload
    ):
        imported(film("Jaws", 1975), "tmdb")
        self.start(curator, upload)
        import_upload(upload.pk)
        assert Movie.objects.get(title="Jaws").sources.count() == 2

    def test_imports_what_the_command_would_and_shows_it(
        self, curator: Client, upload: ImportUpload, folder: Path
    ):
        page = self.start(curator, upload)
        assert "on its way to a worker" in page.text
        assert waiting_tasks("default") == 1
        import_upload(upload.pk)
        upload.refresh_from_db()
        assert upload.status == "succeeded"
        job = upload.jobs.get()
        assert (job.status, job.done, job.failed) == ("succeeded", 2, 1)
        assert job.created_by == upload.created_by
        assert job.embedding_job is not None
        assert job.embedding_job.total == 2
        assert job.label == "netflix: titles.csv"
        assert set(Movie.objects.values_list("title", flat=True)) == {"Jaws", "Alien"}
        assert not upload.path.exists(), "what is imported is not kept"
        page = curator.get(upload.get_absolute_url())
        assert page.context["job"] == job
        assert "Download the rejected rows" in page.text

    def test_the_rejected_rows_can_be_had_without_formulas(
        self, curator: Client, upload: ImportUpload
    ):
        upload.path.write_bytes(table('=HYPERLINK("x"),Movie,Title,1999'))
        self.start(curator, upload)
        import_upload(upload.pk)
        response = curator.get(f"{LIST}{upload.pk}/rejects/")
        assert response["Content-Disposition"] == 'attachment; filename="titles.rejected.csv"'
        (row,) = csv.DictReader(io.StringIO(response.getvalue().decode()))
        assert row["line"] == "2"
        assert row["row"].startswith("'=HYPERLINK")

    def test_only_those_who_may_look_at_uploads_get_the_rejected_rows(
        self, client: Client, upload: ImportUpload
    ):
        upload.rejects_path.write_text("line,reason,row\n")
        client.force_login(UserFactory.create(is_staff=True))
        assert client.get(f"{LIST}{upload.pk}/rejects/").status_code == 403
        for what in ("start", "stop"):
            assert client.post(f"{LIST}{upload.pk}/{what}/").status_code == 403
        client.logout()
        assert client.get(f"{LIST}{upload.pk}/rejects/").status_code == 302

    def test_starting_twice_imports_once(self, curator: Client, upload: ImportUpload):
        self.start(curator, upload)
        assert "started already" in self.start(curator, upload).text
        assert waiting_tasks("default") == 1
        import_upload(upload.pk)
        import_upload(upload.pk)
        assert Job.objects.filter(kind="import").count() == 1

    def test_a_start_needs_a_form(self, curator: Client, upload: ImportUpload):
        assert curator.get(f"{LIST}{upload.pk}/start/").status_code == 405

    def test_a_failure_is_shown_and_can_be_tried_again(self, curator: Client, upload: ImportUpload):
        content = upload.path.read_bytes()
        self.start(curator, upload)
        upload.path.write_bytes(b"\x89PNG\r\n\x1a\n")
        import_upload(upload.pk)
        upload.refresh_from_db()
        assert (upload.status, upload.error) == ("failed", "is a PNG image, not CSV text")
        page = curator.get(upload.get_absolute_url()).text
        assert "is a PNG image" in page
        assert "Import again" in page
        upload.path.write_bytes(content)
        self.start(curator, upload)
        import_upload(upload.pk)
        assert Movie.objects.count() == 2

    def test_a_worker_that_died_is_followed_by_another(self, upload: ImportUpload):
        """Killed after its first batch: the row still says that it runs."""
        upload.move_to(ImportUpload.Status.RUNNING)
        Job.objects.create(
            kind="import", label="killed", upload=upload, detail={"platform": "netflix"}
        )
        import_upload(upload.pk)
        assert set(upload.jobs.values_list("status", flat=True)) == {"failed", "succeeded"}
        assert Movie.objects.count() == 2

    def test_a_file_that_kills_every_worker_is_given_up(self, upload: ImportUpload):
        upload.attempts = upload_runs.MAX_ATTEMPTS
        upload.move_to(ImportUpload.Status.RUNNING)
        import_upload(upload.pk)
        upload.refresh_from_db()
        assert upload.status == "failed"
        assert "died 3 times" in upload.error
        assert not Movie.objects.exists()

    def test_stopped_before_a_worker_took_it_nothing_is_imported(
        self, curator: Client, upload: ImportUpload
    ):
        self.start(curator, upload)
        curator.post(f"{LIST}{upload.pk}/stop/")
        import_upload(upload.pk)
        upload.refresh_from_db()
        assert upload.status == "stopped"
        assert not Movie.objects.exists()
        assert "Import again" in curator.get(upload.get_absolute_url()).text

    def test_stopped_while_it_runs_it_ends_after_its_batch(
        self, upload: ImportUpload, monkeypatch: pytest.MonkeyPatch
    ):
        rows = [f"s{n},Movie,Film {n},1999,A plot." for n in range(3 * BATCH_SIZE)]
        upload.path.write_bytes(table(*rows))
        upload.move_to(ImportUpload.Status.WAITING)

        def stop(report: ImportReport) -> None:
            Job.objects.running().filter(upload=upload).update(stop_requested=True)

        def stopped_import(*args, **options) -> ImportReport:
            return import_titles(*args, **options, on_progress=stop)

        monkeypatch.setattr(upload_runs, "import_titles", stopped_import)
        import_upload(upload.pk)
        upload.refresh_from_db()
        assert (upload.status, upload.jobs.get().status) == ("stopped", "stopped")
        assert Movie.objects.count() == 2 * BATCH_SIZE
        assert upload.path.exists(), "kept, to go on with"

    def test_only_the_part_that_moves_is_sent_to_htmx(self, curator: Client, upload: ImportUpload):
        self.start(curator, upload)
        fragment = curator.get(upload.get_absolute_url(), headers={"HX-Request": "true"}).text
        assert "<html" not in fragment
        assert 'id="live"' in fragment
        assert "every 2s" in fragment
        import_upload(upload.pk)
        Job.objects.filter(kind="embed").update(status="succeeded", finished_at=timezone.now())
        fragment = curator.get(upload.get_absolute_url(), headers={"HX-Request": "true"}).text
        assert "every 2s" not in fragment, "it rests when it is over"
        assert "The import is over: imported." in fragment


class TestSweep:
    def test_sends_what_nobody_took_and_no_more_than_once_a_minute(self):
        waiting = ImportUploadFactory.create(status="waiting")
        ImportUploadFactory.create(status="succeeded")
        assert tasks.send_unfinished_uploads() == 0, "it was sent a moment ago"
        ImportUpload.objects.update(updated_at=timezone.now() - timedelta(minutes=2))
        assert tasks.send_unfinished_uploads() == 1
        assert tasks.send_unfinished_uploads() == 0
        assert waiting_tasks("default") == 1
        waiting.refresh_from_db()
        assert waiting.status == "waiting"

    def test_deletes_files_after_a_week_and_rows_that_nobody_confirmed(self, folder: Path):
        folder.mkdir()
        old, running, fresh = ImportUploadFactory.create_batch(3)
        ImportUpload.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=8))
        running.move_to(ImportUpload.Status.RUNNING)
        orphan = folder / "0123.csv"
        a_week_ago = time.time() - timedelta(days=8).total_seconds()
        for path in (old.path, old.rejects_path, running.path, fresh.path, orphan):
            path.write_text("x")
            if path != fresh.path:
                os.utime(path, (a_week_ago, a_week_ago))
        assert tasks.delete_old_uploads() == 3
        assert set(folder.iterdir()) == {running.path, fresh.path}
        assert set(ImportUpload.objects.all()) == {running, fresh}

    def test_finds_nothing_to_delete_where_nothing_was_ever_uploaded(self):
        assert tasks.delete_old_uploads() == 0


@pytest.mark.django_db(transaction=True)
def test_a_second_copy_of_the_task_leaves_while_the_first_is_at_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("catalog.locks.PATIENCE", "50ms")
    folder.mkdir()
    upload = ImportUploadFactory.create(status="running")
    upload.path.write_bytes(table())
    worker = connections.create_connection("default")
    with worker.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"upload {upload.pk}"])
    import_upload(upload.pk)
    ImportUpload.objects.update(updated_at=timezone.now() - timedelta(minutes=2))
    assert tasks.send_unfinished_uploads() == 0, "somebody is at it"
    assert not Job.objects.exists()
    worker.close()
    import_upload(upload.pk)
    assert Movie.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_import_waits_for_another_one_of_its_platform(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("catalog.locks.PATIENCE", "50ms")
    folder.mkdir()
    upload = ImportUploadFactory.create(status="waiting")
    upload.path.write_bytes(table())
    command = connections.create_connection("default")
    with command.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('import netflix'))")
    import_upload(upload.pk)
    upload.refresh_from_db()
    assert (upload.status, upload.attempts) == ("waiting", 0)
    command.close()
    import_upload(upload.pk)
    assert Movie.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not settings.EMBEDDED, reason="stops the broker: the embedded one alone")
def test_with_the_broker_away_an_upload_is_kept_and_imported_later(curator: Client, folder: Path):
    send(curator, table())
    upload = ImportUpload.objects.get()
    valkey.stop(settings.VAR_DIR)
    try:
        page = curator.post(f"{LIST}{upload.pk}/start/", follow=True)
        assert page.status_code == 200
        assert "imported when the queue answers again" in page.text
    finally:
        valkey.start(settings.VAR_DIR)
    ImportUpload.objects.update(updated_at=timezone.now() - timedelta(minutes=2))
    assert tasks.send_unfinished_uploads() == 1
    assert waiting_tasks("default") == 1
