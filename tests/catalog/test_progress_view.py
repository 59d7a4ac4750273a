"""`/progress/`: what is being imported and embedded."""

import pytest
from django.test import Client

from catalog.models import Job

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
