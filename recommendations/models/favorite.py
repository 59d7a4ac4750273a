"""What people like, with one press."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Favorite(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favorites", verbose_name=_("user")
    )
    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="favorites", verbose_name=_("title")
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        ordering = ["-created_at", "-id"]
        constraints = [
            # Also the index of "which of these titles are mine?".
            models.UniqueConstraint(fields=["user", "movie"], name="favorite_once_per_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ♥ {self.movie_id}"
