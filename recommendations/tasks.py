"""Celery tasks: one function called, repeatable without effect."""

from celery import shared_task

from recommendations.collaborative import scheduled
from recommendations.engines.building import build_changed
from recommendations.map import scheduled as maps


@shared_task
def train_recommenders(created_by_id: int | None = None) -> int:
    """Train on what people like by now; a copy that comes while one is at work leaves at once."""
    return scheduled.train_and_promote(created_by_id)


@shared_task
def resume_interrupted_trainings() -> int:
    """Mark trainings whose process was killed, and go on with those that the site began."""
    return scheduled.resume_interrupted()


@shared_task
def build_map() -> int:
    """Make the map where titles have changed; a copy that comes meanwhile leaves at once."""
    return maps.build_if_changed()


@shared_task
def watch_map() -> bool:
    """Have a map made that cannot wait for the night, such as the first."""
    return maps.send_if_wanted()


@shared_task
def build_engines() -> int:
    """Build what finds similar titles where titles have changed; a copy that comes while one is at
    work leaves at once."""
    return build_changed()
