"""What an `evaluate_…` command found out, with all that somebody needs to find it out again."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.evaluation.provenance import shown_version


class Measurement(models.Model):
    """Written once, when a command has come to its end; nothing changes it afterwards."""

    class Kind(models.TextChoices):
        SEARCH = "search", _("search")
        RECOMMENDATIONS = "recommendations", _("recommendations")
        SIMILAR = "similar", _("similar titles")

    kind = models.CharField(_("what was measured"), max_length=20, choices=Kind)
    command = models.TextField(_("command"), help_text=_("It gives the same figures again."))
    data_file = models.CharField(_("data"), max_length=200)
    data_sha256 = models.CharField(_("SHA-256 of the data"), max_length=64)
    split = models.CharField(
        _("split"), max_length=30, blank=True, help_text=_("train, validation, test …")
    )
    encoder = models.CharField(_("encoder"), max_length=200, blank=True)
    catalogue = models.JSONField(
        _("catalogue"), default=dict, help_text=_("What was searched, and how many titles.")
    )
    commit = models.CharField(
        _("commit"), max_length=40, blank=True, help_text=_("Of the code; empty where not known.")
    )
    figures = models.JSONField(_("figures"), default=dict)
    measured_at = models.DateTimeField(_("measured"), default=timezone.now)

    class Meta:
        ordering = ["-measured_at", "-pk"]
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        indexes = [
            # The latest of each, on /proof/.
            models.Index(fields=["kind", "-measured_at"], name="measurement_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.data_file}, {self.measured_at:%Y-%m-%d}"

    @property
    def shown_commit(self) -> str:
        """In few letters; where the commit is not known, what is known instead of it."""
        return shown_version(self.commit)
