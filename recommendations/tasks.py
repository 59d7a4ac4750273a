"""Celery tasks: one function called, repeatable without effect."""

from celery import shared_task

from recommendations.collaborative import scheduled


@shared_task
def train_recommenders(created_by_id: int | None = None) -> int:
    """Train on what people like by now; a copy that comes while one is at work leaves at once."""
    return scheduled.train_and_promote(created_by_id)


@shared_task
def resume_interrupted_trainings() -> int:
    """Mark trainings whose process was killed, and go on with those that the site began."""
    return scheduled.resume_interrupted()
