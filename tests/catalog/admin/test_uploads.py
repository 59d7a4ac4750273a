"""Curators send a CSV: what is kept, what is refused, and what they see before they confirm."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.importers import uploads
from catalog.models import ImportUpload, Job, Movie
from tests.accounts.factories import UserFactory
from tests.catalog.admin.uploading import HEADER, LIST, ROWS, send, table
from tests.catalog.factories import ImportUploadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(upload_folder: Path) -> Path:
    return upload_folder


def problem_of(response) -> str:
    assert response.status_code == 200, "shown again, with what is wrong"
    (message,) = response.context["adminform"].form.errors["file"]
    return message


class TestAtTheDoor:
    def test_a_file_is_kept_under_a_random_name_for_this_account_alone(
        self, curator: Client, folder: Path
    ):
        response = send(curator, table())
        upload = ImportUpload.objects.get()
        assert response["Location"] == upload.get_absolute_url()
        assert (upload.file_name, upload.size) == ("titles.csv", len(table()))
        assert upload.created_by is not None
        assert [path.name for path in folder.iterdir()] == [f"{upload.key.hex}.csv"]
        assert upload.path.read_bytes() == table()
        assert upload.path.stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
        assert not Movie.objects.exists(), "nothing is imported before it is confirmed"

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"PK\x03\x04" + b"\0" * 100, "a zip archive or an Excel workbook"),
            (b"\x1f\x8b\x08" + b"\0" * 100, "a gzip archive"),
            (b"%PDF-1.7\n", "a PDF document"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
            (table().decode().encode("utf-16-le"), "is binary"),
            (table().replace(b"Jaws", b"\0"), "is binary"),
            (b"name,plot\nJaws,A shark.\n", "no column show_id"),
            (HEADER.encode(), "no row below the header"),
            (b"x" * 3_000_000, "too long to be a header"),
            (table(*["1,Movie"] * (uploads.MAX_LINES + 1)), "at most 1,000,000"),
        ],
        ids=[
            *("zip", "gzip", "pdf", "png", "utf-16 without mark", "nul", "columns", "no rows"),
            *("one line", "millions of lines"),
        ],
    )
    def test_what_is_no_catalogue_is_refused_with_one_message_and_not_kept(
        self, curator: Client, folder: Path, content: bytes, problem: str
    ):
        message = problem_of(send(curator, content))
        assert message.startswith("titles.csv: ")
        assert problem in message
        assert str(folder) not in message
        assert not list(folder.glob("*"))
        assert not ImportUpload.objects.exists()

    def test_an_empty_file_is_refused(self, curator: Client):
        assert "empty" in problem_of(send(curator, b""))

    def test_utf_16_with_its_mark_is_read(self, curator: Client):
        send(curator, table().decode().encode("utf-16"))
        assert "Jaws" in curator.get(ImportUpload.objects.get().get_absolute_url()).text

    @pytest.mark.parametrize(
        "name",
        ["../../etc/passwd.csv", "..\\..\\x.csv", "x" * 5_000 + ".csv", "a\nb\x1b[31m\x7f.csv"],
        ids=["path", "Windows path", "long", "control characters"],
    )
    def test_the_name_it_came_with_leads_nowhere(self, curator: Client, folder: Path, name: str):
        assert send(curator, table(), name=name).status_code == 302
        upload = ImportUpload.objects.get()
        assert len(upload.file_name) <= 200
        assert upload.file_name.isprintable()
        assert not set(upload.file_name) & set("/\\")
        assert list(folder.iterdir()) == [upload.path]
        assert curator.get(upload.get_absolute_url()).status_code == 200

    @pytest.mark.parametrize("platform", ["", "Netflix", "../x", "a" * 31, "a\n"])
    def test_a_platform_that_is_none_keeps_no_file(
        self, curator: Client, folder: Path, platform: str
    ):
        response = send(curator, table(), platform=platform)
        if platform == "a\n":  # blanks around it are taken off
            assert response.status_code == 302
        else:
            assert "platform" in response.context["adminform"].form.errors
            assert not folder.exists()

    def test_only_those_who_may_add_uploads_get_in(self, client: Client, folder: Path):
        assert send(client, table()).status_code == 302
        client.force_login(UserFactory.create(is_staff=True))
        assert send(client, table()).status_code == 403
        assert client.get(LIST).status_code == 403
        assert not folder.exists()


class TestPreview:
    def test_says_what_would_change_and_changes_nothing(self, curator: Client, folder: Path):
        bad = "s3,Movie,,1999,Without a title."
        odd = table(*ROWS, bad).replace(b"release_year", b"first_shown")
        send(curator, odd)
        page = curator.get(ImportUpload.objects.get().get_absolute_url())
        report = page.context["preview"].report
        assert (report.created, report.rejected) == (2, 1)
        assert page.context["preview"].ignored_columns == ["first_shown"]
        assert "+ s1 Jaws" in page.text
        assert "Line 4: title is empty" in page.text
        assert not Movie.objects.exists()
        assert not Job.objects.exists()

    def test_looks_at_the_first_rows_of_a_long_file_alone(self, curator: Client):
        rows = [f"s{n},Movie,Film {n},1999,A plot." for n in range(uploads.PREVIEW_ROWS + 200)]
        send(curator, table(*rows))
        page = curator.get(ImportUpload.objects.get().get_absolute_url())
        assert page.context["preview"].report.rows == uploads.PREVIEW_ROWS
        assert "The first 500 rows were looked at" in page.text

    def test_html_in_a_title_is_text(self, curator: Client):
        send(curator, table("s1,Movie,<script>alert(1)</script>,1999,<b>Plot</b>"))
        page = curator.get(ImportUpload.objects.get().get_absolute_url()).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_a_file_that_is_gone_is_said_so(self, curator: Client):
        upload = ImportUploadFactory.create()
        assert "no such file" in curator.get(upload.get_absolute_url()).text
        started = curator.post(f"{LIST}{upload.pk}/start/", follow=True)
        assert "the file is gone; upload it again" in started.text


class TestList:
    def test_takes_no_more_queries_for_more_uploads(self, curator: Client):
        counts = []
        for _ in range(2):
            ImportUploadFactory.create_batch(10, created_by=User.objects.get())
            with CaptureQueriesContext(connection) as queries:
                assert curator.get(LIST).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_deleting_an_upload_deletes_its_files(self, admin_client: Client, folder: Path):
        folder.mkdir()
        upload = ImportUploadFactory.create(status="failed")
        upload.path.write_text("x")
        admin_client.post(f"{LIST}{upload.pk}/delete/", {"post": "yes"})
        assert not ImportUpload.objects.exists()
        assert not upload.path.exists()

    def test_an_upload_that_a_worker_reads_cannot_be_deleted(self, admin_client: Client):
        upload = ImportUploadFactory.create(status="running")
        assert admin_client.post(f"{LIST}{upload.pk}/delete/", {"post": "yes"}).status_code == 403

    @pytest.mark.parametrize("address", ["999/change/", "999/start/", "x/change/", "999/rejects/"])
    def test_an_upload_that_does_not_exist_is_no_error_of_ours(self, curator: Client, address: str):
        method = curator.post if "start" in address else curator.get
        assert method(f"{LIST}{address}").status_code in (302, 404)
