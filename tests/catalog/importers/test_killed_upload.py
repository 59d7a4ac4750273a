"""A real worker that is killed while it imports an upload, and the one that comes after it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.importers import upload_runs, uploads
from catalog.importers.batches import BATCH_SIZE
from catalog.models import ImportUpload, Job, Movie
from tests.catalog.factories import ImportUploadFactory

ROWS = 12 * BATCH_SIZE


def start_worker(environment: dict[str, str], root: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-Q", "default"],
        cwd=root,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(worker: subprocess.Popen) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, f"not within a minute: {what}"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_imported_by_the_next(
    served_environment: dict[str, str], settings, tmp_path: Path
):
    settings.UPLOAD_FOLDER = tmp_path
    environment = {**served_environment, "UPLOAD_FOLDER": str(tmp_path)}
    rows = "".join(f"s{n},Movie,Film {n},A plot.\n" for n in range(ROWS))
    upload = ImportUploadFactory.build(embed=False)
    uploads.store_file(upload, [f"show_id,type,title,description\n{rows}".encode()])
    upload.save()
    assert upload_runs.start(upload)
    assert upload_runs.send(upload.pk)
    worker = start_worker(environment, settings.BASE_DIR)
    try:
        wait_until(Movie.objects.exists, "the first batch")
    finally:
        kill(worker)
    assert Movie.objects.count() < ROWS, "killed too late to show anything"
    # The broker would bring it again after its visibility timeout; the sweep is faster.
    ImportUpload.objects.update(updated_at=timezone.now() - 2 * upload_runs.NOBODY_TOOK_IT)
    wait_until(lambda: upload_runs.send_unfinished() == 1, "its lock is free")
    worker = start_worker(environment, settings.BASE_DIR)
    try:
        wait_until(lambda: upload_status(upload.pk) == "succeeded", "the end of the import")
    finally:
        kill(worker)
    assert Movie.objects.count() == ROWS
    assert sorted(Job.objects.values_list("status", flat=True)) == ["failed", "succeeded"]
    assert not list(tmp_path.iterdir()), "the file is not kept"


def upload_status(pk: int) -> str:
    return ImportUpload.objects.get(pk=pk).status
