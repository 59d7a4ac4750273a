"""One training of a recommender: from which data, how good on what it had not seen, where it is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from recommendations.models.work import Work


class TrainingRunQuerySet(models.QuerySet["TrainingRun"]):
    def active(self) -> "TrainingRunQuerySet":
        return self.filter(is_active=True)

    def running(self) -> "TrainingRunQuerySet":
        return self.filter(state=TrainingRun.State.RUNNING)

    def succeeded(self) -> "TrainingRunQuerySet":
        return self.filter(state=TrainingRun.State.SUCCEEDED)

    def unfinished(self) -> "TrainingRunQuerySet":
        """Those that a training of the same data would go on with, were they not at work."""
        return self.filter(state__in=TrainingRun.UNFINISHED)


class TrainingRun(Work):
    """Written by the training, then changed by promotion alone; the artefact never changes."""

    class Kind(models.TextChoices):
        RANKING = "ranking", _("ranking")
        RATING = "rating", _("predicted ratings")

    UNFINISHED = (Work.State.RUNNING, Work.State.INTERRUPTED)

    KILLED = gettext_noop("its process was killed; the next training of the same data goes on")

    DATABASE = gettext_noop("database")
    """What runs call the ratings of the site itself."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    is_active = models.BooleanField(
        _("active"), default=False, help_text=_("Whether the site serves it.")
    )
    data = models.CharField(_("data"), max_length=200, help_text=_("Where the ratings are from."))
    data_hash = models.CharField(_("SHA-256 of the data"), max_length=64)
    data_counts = models.JSONField(
        _("size of the data"), default=dict, help_text=_("People, titles and ratings.")
    )
    code_version = models.CharField(
        _("commit"), max_length=40, blank=True, help_text=_("Of the code; empty where not known.")
    )
    seed = models.PositiveBigIntegerField(_("seed"))
    parameters = models.JSONField(_("parameters"), default=dict)
    metrics = models.JSONField(
        _("held-out figures"),
        default=dict,
        help_text=_("Measured on ratings that the measured model had not seen."),
    )
    curves = models.JSONField(_("curves"), default=list, help_text=_("Figures after each epoch."))
    folder = models.CharField(
        _("artefact"),
        max_length=100,
        blank=True,
        help_text=_("Below the folder of recommenders; empty once it was cleared away."),
    )
    size = models.PositiveBigIntegerField(_("size"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    is_scheduled = models.BooleanField(
        _("by schedule"), default=False, help_text=_("Begun by the site itself.")
    )
    promoted_at = models.DateTimeField(_("promoted"), null=True, blank=True)
    promotion_note = models.TextField(
        _("why it was promoted"),
        blank=True,
        help_text=_("The reason given for promoting it though its figures were worse."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = TrainingRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        constraints = [
            # Also the index of "what is served?", asked by each page with recommendations.
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(is_active=True),
                name="training_one_active_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(state="succeeded"),
                name="training_active_has_succeeded",
            ),
            models.CheckConstraint(
                condition=models.Q(state="running") ^ models.Q(finished_at__isnull=False),
                name="training_finished_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def version(self) -> str:
        """How answers of the API name it."""
        return f"{self.kind}-{self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def has_artefact(self) -> bool:
        return self.state == self.State.SUCCEEDED and bool(self.folder)

    @property
    def shown_data(self) -> str:
        """In the reader's language where it is the site's own, else the name of a data set."""
        return gettext(self.data) if self.data == self.DATABASE else self.data
