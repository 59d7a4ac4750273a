"""What takes minutes and leaves a row that says how it goes: a training, a map."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Work(models.Model):
    """Its process may be killed at any time: the row then says "running" until somebody who holds
    the lock of such work finishes it with `KILLED`."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        INTERRUPTED = "interrupted", _("interrupted")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")

    KILLED: ClassVar[str]
    """The error of work that nobody is at any more."""

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RUNNING)
    progress = models.CharField(_("progress"), max_length=200, blank=True)
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    updated_at = models.DateTimeField(_("last sign of life"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def shown_error(self) -> str:
        """In the reader's language where the site gave it, else in that of the work."""
        return gettext(self.error) if self.error == self.KILLED else self.error

    @property
    def duration(self) -> timedelta:
        """In whole seconds, from the beginning of the last attempt."""
        passed = (self.finished_at or timezone.now()) - self.started_at
        return timedelta(seconds=round(passed.total_seconds()))

    def finish(self, state: "Work.State", *, error: str = "") -> None:
        self.state, self.error, self.progress = state, error, ""
        self.finished_at = self.updated_at = timezone.now()
        self.save()
