"""From an upload that was confirmed to its titles, in a worker.

Postgres knows which uploads wait and which run; the broker only carries their ids, and may lose
them or bring them twice. One worker at a time imports an upload: it holds a lock that ends with
its process, so a second copy of the task leaves, and a third begins where a killed one stopped.
"""

import logging
from contextlib import suppress
from datetime import timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.broker import send_tasks
from catalog.embeddings.refresh import DATABASE_AWAY
from catalog.importers.files import ImportFiles
from catalog.importers.ingest import ImportRefused, ImportStopped, import_titles
from catalog.importers.rows import UnreadableFile
from catalog.linking import LinkRefused, link_sources
from catalog.locks import NO_PATIENCE, LockTaken, hold_lock
from catalog.models import ImportUpload, Job

logger = logging.getLogger(__name__)

Status = ImportUpload.Status

IMPORT_TASK = "catalog.tasks.import_upload"  # by name: tasks import this module
MAX_ATTEMPTS = 3
NOBODY_TOOK_IT = timedelta(seconds=60)


def start(upload: ImportUpload) -> bool:
    """Have an upload imported; False if it is waiting, running or done already.

    Raises UnreadableFile if its file is gone.
    """
    if not upload.path.is_file():
        raise UnreadableFile(upload.path, _("the file is gone; upload it again"))
    started = (
        ImportUpload.objects.startable()
        .filter(pk=upload.pk)
        .update(status=Status.WAITING, error="", attempts=0, updated_at=timezone.now())
    )
    return bool(started)


def send(upload_id: int) -> bool:
    """Tell a worker; False where no broker is: the sweep tells it then."""
    return send_tasks(IMPORT_TASK, [[upload_id]])


def stop(upload: ImportUpload) -> bool:
    """Take an upload back that nobody imports yet, or ask its worker to stop after the batch that
    it is at; False if there is nothing to stop."""
    try:
        with hold_lock(_lock_name(upload.pk), wait=NO_PATIENCE):
            unfinished = ImportUpload.objects.unfinished().filter(pk=upload.pk)
            return bool(unfinished.update(status=Status.STOPPED, updated_at=timezone.now()))
    except LockTaken:
        return bool(Job.objects.running().filter(upload=upload).update(stop_requested=True))


def import_upload(upload_id: int) -> None:
    """Import an upload that waits, or whose worker was killed; anything else is left alone."""
    try:
        with hold_lock(_lock_name(upload_id)):
            if upload := ImportUpload.objects.unfinished().filter(pk=upload_id).first():
                with translation.override(upload.language):
                    _import(upload)
    except LockTaken:
        logger.info("upload %s is being imported by another worker", upload_id)


def _import(upload: ImportUpload) -> None:
    if upload.attempts >= MAX_ATTEMPTS:
        error = _("given up: its worker died %(n)d times while importing it")
        upload.move_to(Status.FAILED, error=error % {"n": upload.attempts})
        return
    upload.attempts += 1
    upload.move_to(Status.RUNNING)
    try:
        import_titles(
            ImportFiles(upload.path),
            platform=upload.platform,
            embed=upload.embed,
            created_by_id=upload.created_by_id,
            upload=upload,
        )
    except DATABASE_AWAY:
        raise  # the task comes again
    except ImportRefused as error:
        logger.info("upload %s waits: %s", upload.pk, error)
        upload.attempts = 0
        upload.move_to(Status.WAITING)
    except ImportStopped:
        upload.move_to(Status.STOPPED)
    except UnreadableFile as error:
        upload.move_to(Status.FAILED, error=error.reason)
    except Exception as error:
        logger.exception("the import of upload %s failed", upload.pk)
        upload.move_to(Status.FAILED, error=f"{type(error).__name__}: {error}")
    else:
        upload.move_to(Status.SUCCEEDED)
        upload.path.unlink(missing_ok=True)
        with suppress(LinkRefused):  # another run is at work, which finds these too, or the next
            link_sources(embed=upload.embed, created_by_id=upload.created_by_id)


def send_unfinished() -> int:
    """Send again what waits, or says that it runs, and that no worker is at; return how many.

    At most once a minute each: a copy that comes too much leaves at once.
    """
    sent = 0
    overdue = ImportUpload.objects.unfinished().filter(
        updated_at__lt=timezone.now() - NOBODY_TOOK_IT
    )
    for upload in overdue:
        try:
            with hold_lock(_lock_name(upload.pk), wait=NO_PATIENCE):
                # Whoever held the lock until now may have finished.
                still = ImportUpload.objects.unfinished().filter(pk=upload.pk)
                if not still.update(updated_at=timezone.now()):
                    continue
        except LockTaken:
            continue
        sent += send(upload.pk)
    return sent


def _lock_name(upload_id: int) -> str:
    return f"upload {upload_id}"
