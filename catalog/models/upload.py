"""A file of titles that a curator sent to the site, and what became of it."""

import uuid
from pathlib import Path

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.source import PLATFORM_NAME


class ImportUploadQuerySet(models.QuerySet["ImportUpload"]):
    def startable(self) -> "ImportUploadQuerySet":
        return self.filter(status__in=ImportUpload.STARTABLE)

    def unfinished(self) -> "ImportUploadQuerySet":
        """Those that a worker has, or will have, to do something with."""
        return self.filter(status__in=ImportUpload.UNFINISHED)


class ImportUpload(models.Model):
    """The file lies in `UPLOAD_FOLDER` under a random name, never under the one it came with."""

    class Status(models.TextChoices):
        NEW = "new", _("to be confirmed")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("imported")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    STARTABLE = (Status.NEW, Status.FAILED, Status.STOPPED)
    UNFINISHED = (Status.WAITING, Status.RUNNING)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(_("size"))
    platform = models.CharField(
        _("platform"),
        max_length=30,
        default="netflix",
        validators=[
            RegexValidator(
                rf"\A{PLATFORM_NAME}\Z",
                _("Lower-case letters, digits, - and _ only, at most 30."),
            )
        ],
        help_text=_(
            "Whose list it is: netflix, hulu … Titles are known again by their id within it."
        ),
    )
    embed = models.BooleanField(
        _("embed at once"),
        default=True,
        help_text=_("New texts are queued for search by meaning as they come in."),
    )
    # In which the import says what it did not take, and why.
    language = models.CharField(max_length=10, default="en", editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.NEW)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.TextField(_("error"), blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    updated_at = models.DateTimeField(_("last change"), default=timezone.now)

    objects = ImportUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [
            # The sweep's "does anybody wait?", every minute.
            models.Index(
                fields=["updated_at"],
                condition=models.Q(status__in=["waiting", "running"]),
                name="upload_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform}: {self.file_name}"

    def get_absolute_url(self) -> str:
        """Its page in the admin; it has no other."""
        return reverse("admin:catalog_importupload_change", args=[self.pk])

    @property
    def path(self) -> Path:
        return settings.UPLOAD_FOLDER / f"{self.key.hex}.csv"

    @property
    def rejects_path(self) -> Path:
        """Where an import of `path` leaves the rows that it did not take."""
        return settings.UPLOAD_FOLDER / f"{self.key.hex}.rejected.csv"

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def can_be_started(self) -> bool:
        return self.status in self.STARTABLE and self.path.is_file()

    def move_to(self, status: "ImportUpload.Status", *, error: str = "") -> None:
        self.status, self.error, self.updated_at = status, error, timezone.now()
        self.save(update_fields=["status", "error", "attempts", "updated_at"])
