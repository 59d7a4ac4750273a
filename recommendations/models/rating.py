"""How much people like what they have seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FEWEST_HALF_STARS = 1
MOST_HALF_STARS = 10


class Rating(models.Model):
    """One user's opinion of one title, in half stars: 7 is three and a half."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="ratings", verbose_name=_("user")
    )
    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="ratings", verbose_name=_("title")
    )
    value = models.PositiveSmallIntegerField(_("half stars"))
    # A default: what is imported says itself since when.
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["-updated_at", "-id"]
        constraints = [
            # Also the index of "how have I rated these titles?".
            models.UniqueConstraint(fields=["user", "movie"], name="rating_once_per_user"),
            models.CheckConstraint(
                condition=Q(value__gte=FEWEST_HALF_STARS, value__lte=MOST_HALF_STARS),
                name="rating_from_half_a_star_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.movie_id} {self.stars} ★"

    @property
    def stars(self) -> float:
        return self.value / 2
