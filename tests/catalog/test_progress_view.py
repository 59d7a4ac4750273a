"""`/progress/`: what is being imported and embedded."""

import pytest
from celery import current_app
from django.test import Client

from catalog.models import Job
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


def test_shows_running_jobs_and_asks_again_soon(client: Client):
    Job.objects.create(kind="embed", label="netflix", total=200, done=50, failed=1)
    content = client.get("/progress/").content.decode()
    assert "50 of 200" in content
    assert "1 failed" in content
    assert 'hx-trigger="every 2s"' in content


def test_shows_nothing_when_all_is_done(client: Client):
    Job.objects.create(kind="embed", label="netflix", total=1, done=1).finish()
    content = client.get("/progress/").content.decode()
    assert "<progress" not in content
    assert "every 2s" not in content


def test_stands_on_the_search_page_while_titles_are_embedded(client: Client):
    Job.objects.create(kind="embed", label="netflix", total=200, done=50)
    assert "50 of 200" in client.get("/").content.decode()


def without_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = "redis+socket:///no/such.sock?virtual_host=0"
    # In this order: the first two say what the last one says, and are set back to what they said.
    for name in ("broker_read_url", "broker_write_url", "broker_url"):
        monkeypatch.setattr(current_app.conf, name, gone)


class TestWhatIsAway:
    @pytest.fixture
    def staff(self, client: Client) -> Client:
        client.force_login(UserFactory.create(is_staff=True))
        return client

    def test_is_nothing_on_a_site_that_runs(self, staff: Client):
        assert "For the staff" not in staff.get("/").content.decode()

    @pytest.mark.parametrize("address", ["/", "/progress/"])
    def test_is_told_to_the_staff(
        self, staff: Client, settings, monkeypatch: pytest.MonkeyPatch, address: str
    ):
        without_a_broker(monkeypatch)
        settings.CLIP_MODEL = "/no/such/folder"
        page = staff.get(address).content.decode()
        assert "the queue cannot be reached" in page
        assert "the text encoder is missing" in page

    def test_is_not_told_to_visitors_who_search_and_like_all_the_same(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        without_a_broker(monkeypatch)
        user = UserFactory.create()
        client.force_login(user)
        page = client.get("/")
        assert page.status_code == 200
        assert "For the staff" not in page.content.decode()
        movie = MovieFactory.create()
        assert client.post(f"/favorites/{movie.pk}/", {"action": "add"}).status_code == 302
        assert user.favorites.count() == 1
