"""What people have seen, do not want to see, or want to see later."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# What somebody has seen or does not want never comes back in a list of recommendations.
HIDING_KINDS = ("seen", "dismissed")


class MarkQuerySet(models.QuerySet["Mark"]):
    def hiding(self) -> "MarkQuerySet":
        return self.filter(kind__in=HIDING_KINDS)


class Mark(models.Model):
    class Kind(models.TextChoices):
        SEEN = "seen", _("Seen")
        DISMISSED = "dismissed", _("Not interested")
        WATCHLIST = "watchlist", _("Watchlist")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="marks", verbose_name=_("user")
    )
    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="marks", verbose_name=_("title")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # A default: what is imported says itself since when.
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["-created_at", "-id"]
        constraints = [
            # Also the index of "which of these titles have I marked?".
            models.UniqueConstraint(fields=["user", "movie", "kind"], name="mark_once_per_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["seen", "dismissed", "watchlist"]),
                name="mark_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.movie_id} {self.get_kind_display()}"
