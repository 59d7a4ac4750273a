"""Two records that may be of one film, and what was decided about them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models.source import Source


class SourcePair(models.Model):
    """Found by `catalog/linking.py`. A pair that a curator has decided on is left as it is by
    every later run; one that is open waits in the admin."""

    class Status(models.TextChoices):
        OPEN = "open", _("to be decided")
        JOINED = "joined", _("one title")
        APART = "apart", _("different titles")

    class Reason(models.TextChoices):
        """Why the pair was found, or why nobody but a curator can decide on it."""

        CERTAIN = "certain", _("same name, year and kind, and no other candidate")
        SEVERAL = "several", _("several candidates")
        DIRECTORS = "directors", _("the directors differ")
        ACTORS = "actors", _("no actor is in both")
        LENGTH = "length", _("the years and the lengths differ")
        BY_HAND = "by_hand", _("found by a curator")

    first = models.ForeignKey(
        Source, models.CASCADE, related_name="pairs_as_first", verbose_name=_("record")
    )
    second = models.ForeignKey(
        Source, models.CASCADE, related_name="pairs_as_second", verbose_name=_("other record")
    )
    status = models.CharField(_("decision"), max_length=6, choices=Status, default=Status.OPEN)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
        help_text=_("Empty where the site decided by itself."),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("found"), default=timezone.now)

    class Meta:
        verbose_name = _("pair of records")
        verbose_name_plural = _("pairs of records")
        indexes = [
            # What waits for a curator.
            models.Index(fields=["id"], condition=models.Q(status="open"), name="pair_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_of_records_once"),
            models.CheckConstraint(
                condition=~models.Q(first=models.F("second")), name="pair_of_different_records"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} = {self.second}"
