"""The rows of trainings: begun, cut off, gone on with; one training at a time over all machines."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from catalog.locks import NO_PATIENCE, LockTaken, hold_lock
from recommendations.collaborative.folders import clear_unfinished
from recommendations.collaborative.serving import why_unreadable
from recommendations.models import TrainingRun

State = TrainingRun.State

MOST_ATTEMPTS = 3


class TrainingRefused(Exception):
    """Nothing was trained, and what is served stays; the message is for people."""


@contextmanager
def one_training_at_a_time() -> Iterator[None]:
    """Raises TrainingRefused while another is at work. The lock ends with its process."""
    try:
        with hold_lock("train recommender", wait=NO_PATIENCE):
            yield
    except LockTaken as error:
        raise TrainingRefused("another training is running") from error


def begin_run(same: dict[str, Any], *, facts: dict[str, Any]) -> TrainingRun:
    """The row of a training that was cut off at the same work, else a new one; the lock is held.

    `same` are the fields that make it the same work, `facts` those that a new row has besides.
    """
    interrupted = TrainingRun.objects.unfinished().filter(attempts__lt=MOST_ATTEMPTS, **same)
    run = interrupted.first()
    if run is None:
        return TrainingRun.objects.create(**same, **facts, attempts=1)
    run.state, run.error, run.finished_at = State.RUNNING, "", None
    run.started_at = run.updated_at = timezone.now()
    run.attempts += 1
    run.save()
    return run


def why_leave_alone(same: dict[str, Any]) -> str:
    """Why the site begins no training of its own at this work; "" where it does."""
    runs = TrainingRun.objects.filter(**same)
    trained = runs.succeeded().exclude(folder="").first()
    if trained and not why_unreadable(trained):
        return "nothing has changed since it was trained"
    if runs.filter(attempts__gte=MOST_ATTEMPTS).exists():
        return f"given up: its process died {MOST_ATTEMPTS} times"
    last = runs.first()
    if last and last.state == State.FAILED:  # what succeeded after it can be done again
        return "it failed on the same data"
    return ""


def mark_interrupted() -> list[TrainingRun]:
    """The rows that say that they run; the lock is held, so their processes were killed."""
    runs = list(TrainingRun.objects.running())
    for run in runs:
        run.finish(State.INTERRUPTED, error=TrainingRun.KILLED)
        clear_unfinished(run)
    return runs


def find_interrupted() -> list[TrainingRun]:
    """Mark the trainings whose process was killed, and return them; none while one is at work."""
    if not TrainingRun.objects.running().exists():
        return []
    try:
        with one_training_at_a_time():
            return mark_interrupted()
    except TrainingRefused:
        return []
