"""Long work that people want to watch: an import, a round of embedding."""

from django.conf import settings
from django.db import models
from django.utils import timezone
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

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")

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
        return f"{self.get_kind_display()}: {self.label}"

    @property
    def percent(self) -> int | None:
        """Share that is over with, failures included; None while the total is unknown."""
        if not self.total:
            return None
        return min(100, 100 * (self.done + self.failed) // self.total)

    def finish(self, *, error: str = "") -> None:
        """Close the job; its counts, which others add to, stay as they stand in the table."""
        self.status = Job.Status.FAILED if error else Job.Status.SUCCEEDED
        self.error = error
        self.finished_at = self.updated_at = timezone.now()
        self.save(update_fields=["status", "error", "finished_at", "updated_at"])
