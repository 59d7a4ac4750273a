"""Files that curators send: checked at the door, kept in a private folder, shown before use."""

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.importers.files import ImportFiles
from catalog.importers.netflix import COLUMNS, REQUIRED
from catalog.importers.preview import preview_import
from catalog.importers.records import estimated_rows
from catalog.importers.report import ImportReport
from catalog.importers.rows import UnreadableFile, find_columns, read_rows
from catalog.models import ImportUpload

logger = logging.getLogger(__name__)

# A worker imports some thousand rows a second; what takes it for longer belongs in a terminal.
MAX_LINES = 1_000_000
PREVIEW_ROWS = 500
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Preview:
    columns: list[str]
    ignored_columns: list[str]
    report: ImportReport
    is_whole_file: bool


def store_file(upload: ImportUpload, chunks: Iterable[bytes]) -> None:
    """Write the file of an upload, readable for this account alone, and check that it can be one.

    Raises UnreadableFile, and leaves nothing then.
    """
    settings.UPLOAD_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(upload.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(chunks)
        _check(upload.path)
    except BaseException:
        delete_files(upload)
        raise


def _check(path: Path) -> None:
    rows = read_rows(path, columns=COLUMNS, required=REQUIRED)
    if next(rows, None) is None:
        raise UnreadableFile(path, _("there is no row below the header"))
    if (lines := estimated_rows(path)) > MAX_LINES:
        reason = _("has %(lines)s lines; at most %(most)s can be uploaded")
        raise UnreadableFile(path, reason % {"lines": f"{lines:,}", "most": f"{MAX_LINES:,}"})


def preview(upload: ImportUpload) -> Preview:
    """What the first rows would change; UnreadableFile if the file is gone."""
    columns, ignored = find_columns(upload.path, columns=COLUMNS)
    report = preview_import(ImportFiles(upload.path), platform=upload.platform, limit=PREVIEW_ROWS)
    return Preview(columns, ignored, report, is_whole_file=report.rows < PREVIEW_ROWS)


def delete_files(upload: ImportUpload) -> None:
    upload.path.unlink(missing_ok=True)
    upload.rejects_path.unlink(missing_ok=True)


def delete_old_uploads() -> int:
    """Delete files after a week, and the rows of uploads that nobody confirmed until then.

    Files are judged by their own age, so that one without a row goes too. Returns their number.
    """
    limit = timezone.now() - KEPT_FOR
    unfinished = {upload.path for upload in ImportUpload.objects.unfinished()}
    deleted = 0
    for path in settings.UPLOAD_FOLDER.glob("*") if settings.UPLOAD_FOLDER.is_dir() else ():
        if path not in unfinished and path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
            deleted += 1
    ImportUpload.objects.filter(status=ImportUpload.Status.NEW, created_at__lt=limit).delete()
    if deleted:
        logger.info("deleted %s files of uploads that are older than %s", deleted, KEPT_FOR)
    return deleted
