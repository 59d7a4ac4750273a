"""Long work that people want to watch: an import, a round of embedding."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def running(self) -> "JobQuerySet":
        return self.filter(status=Job.Status.RUNNING)

    def embedding(self) -> "JobQuerySet":
        return self.filter(kind=Job.Kind.EMBED)


class Job(models.Model):
    class Kind(models.TextChoices):
        IMPORT = "import", _("import")
        EMBED = "embed", _("embedding")
        LINK = "link", _("joining of records")

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    class Label(models.TextChoices):
        """What jobs are called by the site itself; others have the name of a file or a title."""

        BY_HAND = "titles chosen by hand", _("titles chosen by hand")
        OTHER_TERMS = (
            "titles whose genres or countries changed",
            _("titles whose genres or countries changed"),
        )
        SAME_FILM = "records of one film", _("records of one film")
        MISSED = "titles without an embedding", _("titles without an embedding")

    INTERRUPTED = gettext_noop("interrupted; the next import goes on from there")
    """The error of an import whose process was killed."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    label = models.CharField(_("what"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RUNNING)
    total = models.PositiveIntegerField(
        _("of"), null=True, blank=True, help_text=_("Empty while it is not known.")
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    detail = models.JSONField(_("detail"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)
    upload = models.ForeignKey(
        "catalog.ImportUpload",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("upload"),
    )
    embedding_job = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_jobs",
        verbose_name=_("embedding"),
        help_text=_("The round that embeds what this import brought."),
    )
    stop_requested = models.BooleanField(_("asked to stop"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    updated_at = models.DateTimeField(_("last progress"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            # "Is anything running?", asked by every page that shows progress.
            models.Index(
                fields=["kind"], condition=models.Q(status="running"), name="job_running_by_kind"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="running") ^ models.Q(finished_at__isnull=False),
                name="job_finished_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.shown_label}"

    @property
    def shown_label(self) -> str:
        """In the reader's language, where the site gave it."""
        return str(Job.Label(self.label).label) if self.label in Job.Label else self.label

    @property
    def shown_error(self) -> str:
        """In the reader's language where the site gave it, else in that of the work."""
        return gettext(self.error) if self.error == self.INTERRUPTED else self.error

    @property
    def handled(self) -> int:
        return self.done + self.failed

    @property
    def percent(self) -> int | None:
        """Share that is over with, failures included; None while the total is unknown."""
        if not self.total:
            return None
        return min(100, 100 * self.handled // self.total)

    @property
    def is_running(self) -> bool:
        return self.status == Job.Status.RUNNING

    @property
    def is_live(self) -> bool:
        """Whether it runs, or the embedding of what it brought does."""
        return self.is_running or bool(self.embedding_job and self.embedding_job.is_running)

    @property
    def duration(self) -> timedelta:
        """In whole seconds."""
        passed = (self.finished_at or timezone.now()) - self.created_at
        return timedelta(seconds=round(passed.total_seconds()))

    @property
    def per_second(self) -> float | None:
        """Rows or titles a second; None where nothing can be said yet."""
        seconds = self.duration.total_seconds()
        return self.handled / seconds if seconds else None

    def finish(self, *, error: str = "", was_stopped: bool = False) -> None:
        """Close the job; its counts, which others add to, stay as they stand in the table."""
        if was_stopped:
            self.status = Job.Status.STOPPED
        else:
            self.status = Job.Status.FAILED if error else Job.Status.SUCCEEDED
        self.error = error
        self.finished_at = self.updated_at = timezone.now()
        self.save(update_fields=["status", "error", "finished_at", "updated_at"])
