"""Jobs in the admin: read, watched, stopped, never edited."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import User
from catalog.models import Job
from tests.accounts.factories import UserFactory

LIST = "/admin/catalog/job/"
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


def job(**fields: object) -> Job:
    return Job.objects.create(**{"kind": "import", "label": "netflix", **fields})


def staff_who_may(client: Client, *codenames: str) -> User:
    user = UserFactory.create(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


class TestList:
    def test_shows_how_far_an_import_and_its_embedding_are(self, admin_client: Client):
        embedding = job(kind="embed", total=200, done=50)
        job(total=1_000, done=400, failed=100, embedding_job=embedding)
        page = admin_client.get(LIST).text
        assert "500 of 1,000" in page
        assert "100 rejected" in page
        assert "50 of 200" in page

    def test_says_what_interrupted_an_import_in_the_language_of_the_reader(
        self, admin_client: Client
    ):
        killed = job(status="failed", finished_at=timezone.now(), error=Job.INTERRUPTED)
        with translation.override("es"):
            expected = gettext(Job.INTERRUPTED)
        page = admin_client.get(f"{LIST}{killed.pk}/change/", headers={"Accept-Language": "es"})
        assert expected in page.text

    def test_takes_no_more_queries_for_more_jobs(self, admin_client: Client, admin_user: User):
        counts = []
        for _ in range(2):
            for _ in range(10):
                job(embedding_job=job(kind="embed", created_by=admin_user), created_by=admin_user)
            with CaptureQueriesContext(connection) as queries:
                assert admin_client.get(LIST).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_running_jobs_alone_refresh_themselves(self, admin_client: Client):
        running = job()
        over = job(status="succeeded", finished_at=timezone.now())
        page = admin_client.get(LIST).text
        assert f'hx-get="{LIST}{running.pk}/state/"' in page
        assert f'hx-get="{LIST}{over.pk}/state/"' not in page
        cell = admin_client.get(f"{LIST}{running.pk}/state/", headers=HTMX).text
        assert "<html" not in cell
        assert f'id="job-{running.pk}-state"' in cell

    def test_offers_uploads_to_those_who_may_import(self, client: Client):
        staff_who_may(client, "view_job")
        assert "Upload a CSV" not in client.get(LIST).text
        staff_who_may(client, "view_job", "add_importupload")
        assert "Upload a CSV" in client.get(LIST).text


class TestPage:
    def test_says_what_was_done_how_fast_and_by_whom(self, admin_client: Client, admin_user: User):
        begun = timezone.now() - timedelta(minutes=2)
        over = job(
            status="succeeded",
            created_by=admin_user,
            created_at=begun,
            finished_at=begun + timedelta(seconds=100),
            total=9_000,
            done=8_000,
            failed=1_000,
            detail={"created": 7, "updated": 8, "unchanged": 9, "rejected": 1_000},
        )
        page = admin_client.get(f"{LIST}{over.pk}/change/").text
        for text in ("0:01:40", "90 a second", admin_user.username, "9,000 of 9,000"):
            assert text in page

    def test_of_a_joining_says_what_waits_for_a_curator(self, admin_client: Client):
        over = job(
            kind="link",
            label=Job.Label.SAME_FILM,
            status="succeeded",
            finished_at=timezone.now(),
            total=4_000,
            done=4_000,
            detail={"joined": 4_000, "to be decided": 321, "of them new": 12},
        )
        page = admin_client.get(f"{LIST}{over.pk}/change/").text
        for text in ("Pairs joined", "4,000 of 4,000", "<dd>321</dd>", "<dd>12</dd>"):
            assert text in page
        assert 'href="/admin/catalog/sourcepair/"' in page

    def test_cannot_be_edited_or_added(self, admin_client: Client):
        page = admin_client.get(f"{LIST}{job().pk}/change/").text
        assert "_save" not in page
        assert admin_client.get(f"{LIST}add/").status_code == 403

    def test_sends_htmx_the_part_that_moves(self, admin_client: Client):
        running = job()
        fragment = admin_client.get(f"{LIST}{running.pk}/change/", headers=HTMX).text
        assert "<html" not in fragment
        assert "every 2s" in fragment
        running.finish(error="stopped: KeyboardInterrupt")
        fragment = admin_client.get(f"{LIST}{running.pk}/change/", headers=HTMX).text
        assert "every 2s" not in fragment
        assert "stopped: KeyboardInterrupt" in fragment
        assert "The job is over: failed." in fragment

    def test_goes_on_moving_while_what_was_imported_is_embedded(self, admin_client: Client):
        over = job(status="succeeded", finished_at=timezone.now(), embedding_job=job(kind="embed"))
        assert "every 2s" in admin_client.get(f"{LIST}{over.pk}/change/").text

    def test_shows_an_error_as_text(self, admin_client: Client):
        broken = job(label="<b>x</b>")
        broken.finish(error="<script>alert(1)</script>")
        page = admin_client.get(f"{LIST}{broken.pk}/change/").text
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page

    def test_is_deleted_only_when_it_is_over(self, admin_client: Client):
        running = job()
        address = f"{LIST}{running.pk}/delete/"
        assert admin_client.post(address, {"post": "yes"}).status_code == 403
        running.finish()
        assert admin_client.post(address, {"post": "yes"}).status_code == 302
        assert not Job.objects.exists()

    @pytest.mark.parametrize("address", ["999/change/", "x/change/", "999/state/"])
    def test_a_job_that_does_not_exist_is_no_error_of_ours(
        self, admin_client: Client, address: str
    ):
        assert admin_client.get(f"{LIST}{address}").status_code in (302, 404)


class TestStop:
    def test_asks_an_import_to_stop(self, client: Client):
        staff_who_may(client, "view_job", "add_importupload")
        running = job()
        assert "Stop" in client.get(f"{LIST}{running.pk}/change/").text
        client.post(f"{LIST}{running.pk}/stop/")
        running.refresh_from_db()
        assert running.stop_requested
        assert "It was asked to stop." in client.get(f"{LIST}{running.pk}/change/").text

    def test_says_so_when_there_is_nothing_left_to_stop(self, admin_client: Client):
        over = job()
        over.finish()
        page = admin_client.post(f"{LIST}{over.pk}/stop/", follow=True).text
        assert "nothing left to stop" in page

    def test_is_not_for_embeddings_nor_for_those_who_may_not_import(
        self, client: Client, admin_client: Client
    ):
        assert admin_client.post(f"{LIST}{job(kind='embed').pk}/stop/").status_code == 403
        staff_who_may(client, "view_job")
        assert client.post(f"{LIST}{job().pk}/stop/").status_code == 403
        assert not Job.objects.filter(stop_requested=True).exists()

    def test_needs_a_form(self, admin_client: Client):
        assert admin_client.get(f"{LIST}{job().pk}/stop/").status_code == 405
