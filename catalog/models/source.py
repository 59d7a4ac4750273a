"""Where a title came from: one row per title and catalogue that was imported."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What commands and uploads take for a platform's name.
PLATFORM_NAME = r"[a-z0-9][a-z0-9_-]{0,29}"


class Source(models.Model):
    """A record of an imported file, by which a second import finds its title again.

    `content_hash` covers what the record said when it was last applied: a record that says the
    same again is unchanged, whatever a curator has since done to the title.

    Of several sources of one title each keeps what it says apart, in `record`; the title is
    composed of them (catalog/composition.py). So either can be imported again, or split off.
    """

    movie = models.ForeignKey(
        "catalog.Movie", models.CASCADE, related_name="sources", verbose_name=_("title")
    )
    platform = models.SlugField(_("platform"), max_length=30)
    source_id = models.CharField(_("id on the platform"), max_length=50)
    date_added = models.DateField(_("added to the platform"), null=True, blank=True)
    content_hash = models.CharField(max_length=32, editable=False)
    own_title_id = models.BigIntegerField(
        null=True,
        editable=False,
        help_text="Of the title that it had before that was joined to another; see FormerTitle.",
    )
    record = models.JSONField(
        default=dict,
        editable=False,
        help_text="What the record says; empty until the first import by a version that keeps it.",
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "source_id"], name="source_id_once_per_platform"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.source_id}"
