"""What workers take from the queue: JSON, and nothing that runs when it is unpacked."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from kombu import Producer

from catalog.models import Job
from catalog.tasks import close_interrupted_imports, waiting_tasks


class Bomb:
    """Unpickled, it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.path),)


def test_nothing_but_json_is_written_or_read() -> None:
    assert current_app.conf.accept_content == ["json"]
    assert current_app.conf.task_serializer == "json"
    assert current_app.conf.result_serializer == "json"
    assert not current_app.conf.result_accept_content


@pytest.mark.django_db(transaction=True)
def test_a_pickle_in_the_queue_is_thrown_away_and_the_next_task_done(
    served_environment: dict[str, str], tmp_path: Path
) -> None:
    made = tmp_path / "made"
    pickle.loads(pickle.dumps(Bomb(made)))
    assert made.is_dir(), "it would go off"
    made.rmdir()
    Job.objects.create(kind="import", label="killed", detail={"platform": "netflix"})
    with current_app.connection_for_write() as connection:
        Producer(connection).publish(
            pickle.dumps(((Bomb(made),), {}, {})),
            content_type="application/x-python-serialize",
            content_encoding="binary",
            routing_key="default",
            headers={"task": close_interrupted_imports.name, "id": "1", "lang": "py"},
        )
    close_interrupted_imports.delay()
    assert waiting_tasks("default") == 2
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1"],
        cwd=settings.BASE_DIR,
        env=served_environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while Job.objects.running().exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert not made.exists()
    assert waiting_tasks("default") == 0, "nor does it come again"
