"""Celery tasks."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def delete_expired_sessions() -> None:
    """Without it the table of sessions grows by one row for each log-in, for ever."""
    call_command("clearsessions")
