"""One layout of the whole catalogue in two dimensions, and how it came about."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from recommendations.models.work import Work


class CatalogueMapQuerySet(models.QuerySet["CatalogueMap"]):
    def shown(self) -> "CatalogueMapQuerySet":
        return self.filter(is_shown=True)

    def running(self) -> "CatalogueMapQuerySet":
        return self.filter(state=CatalogueMap.State.RUNNING)

    def without_places(self) -> "CatalogueMapQuerySet":
        """Without the coordinates, which take a megabyte."""
        return self.defer("title_ids", "places")


class CatalogueMap(Work):
    """Written by the task that makes it; whole or not there, since it lies in one row."""

    class Method(models.TextChoices):
        PCA = "pca", "PCA"
        TSNE = "tsne", "t-SNE"

    KILLED = gettext_noop("its process was killed")

    method = models.CharField(_("method"), max_length=10, choices=Method)
    is_shown = models.BooleanField(
        _("shown"), default=False, help_text=_("Whether the site shows it.")
    )
    embedding_model = models.CharField(_("embedding model"), max_length=200)
    data_hash = models.CharField(_("SHA-256 of the data"), max_length=64)
    titles = models.PositiveIntegerField(_("titles"))
    seed = models.PositiveBigIntegerField(_("seed"))
    trustworthiness = models.FloatField(
        _("trustworthiness"),
        null=True,
        blank=True,
        help_text=_("At 15 neighbours, against cosine; empty for too few titles."),
    )
    measured_titles = models.PositiveIntegerField(_("titles measured"), null=True, blank=True)
    title_ids = models.BinaryField(
        null=True, editable=False, help_text="int64, little-endian, ascending"
    )
    places = models.BinaryField(
        null=True, editable=False, help_text="uint16, little-endian: x and y of each title"
    )

    objects = CatalogueMapQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("map of the catalogue")
        verbose_name_plural = _("maps of the catalogue")
        constraints = [
            # Also the index of "which is shown?", asked by each page with the map.
            models.UniqueConstraint(
                fields=["is_shown"],
                condition=models.Q(is_shown=True),
                name="catalogue_map_one_is_shown",
            ),
            models.CheckConstraint(
                condition=models.Q(is_shown=False)
                | models.Q(state="succeeded", title_ids__isnull=False, places__isnull=False),
                name="catalogue_map_shown_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(state="running") ^ models.Q(finished_at__isnull=False),
                name="catalogue_map_finished_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.pk}"
