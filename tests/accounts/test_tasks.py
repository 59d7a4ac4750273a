"""The tasks of accounts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.tasks import delete_expired_sessions
from config.celery import app

pytestmark = pytest.mark.django_db


def test_expired_sessions_are_deleted_and_no_others():
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
    delete_expired_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_everything_that_is_scheduled_is_a_task_that_workers_know():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "accounts.tasks.delete_expired_sessions" in scheduled
    assert scheduled <= set(app.tasks)
