"""What became of a title that was merged into another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerTitle(models.Model):
    """The id of a title that is no more: its address leads to the one that took it in."""

    id = models.BigIntegerField(primary_key=True)
    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="former_titles", verbose_name=_("title")
    )
    created_at = models.DateTimeField(_("merged"), auto_now_add=True)

    class Meta:
        verbose_name = _("former title")
        verbose_name_plural = _("former titles")

    def __str__(self) -> str:
        return f"{self.pk} → {self.movie_id}"
