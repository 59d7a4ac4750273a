"""Dates, votes and money of a title, in a narrow table of their own.

A row of `Movie` is wide: with its texts and vector, statistics over 45,000 of them would read a
hundred megabytes, and each new vote would write to all of its indexes.
"""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

# Below it a budget is no sum that a film was made for: "1" was typed for "unknown", or "1 million".
IMPLAUSIBLE_BUDGET = 1_000


class Figures(models.Model):
    """Null means unknown, never zero. Money is in US dollars of the day."""

    movie = models.OneToOneField(
        "catalog.Movie",
        models.CASCADE,
        primary_key=True,
        related_name="figures",
        verbose_name=_("title"),
    )
    release_date = models.DateField(_("release date"), null=True, blank=True)
    budget = models.PositiveBigIntegerField(_("budget"), null=True, blank=True)
    revenue = models.PositiveBigIntegerField(_("revenue"), null=True, blank=True)
    vote_count = models.PositiveIntegerField(_("votes"), null=True, blank=True)
    vote_average = models.FloatField(
        _("mean of the votes"), null=True, blank=True, help_text=_("From 0 to 10.")
    )
    popularity = models.FloatField(_("popularity"), null=True, blank=True)

    # "Return" as the published systems have it: what came in for each dollar that was spent.
    return_ratio = models.GeneratedField(
        expression=Cast(F("revenue"), models.FloatField()) / F("budget"),
        output_field=models.FloatField(),
        db_persist=True,
    )
    is_implausible = models.GeneratedField(
        expression=Case(
            When(budget__lt=IMPLAUSIBLE_BUDGET, then=Value(True)), default=Value(False)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("figures")
        verbose_name_plural = _("figures")
        indexes = [
            # Of many titles whose names begin alike, those that most people mean.
            models.Index(
                F("vote_count").desc(),
                F("movie"),
                condition=Q(vote_count__gt=0),
                name="figures_most_voted",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gt=0),
                name="figures_unknown_budget_is_null",
            ),
            models.CheckConstraint(
                condition=Q(revenue__isnull=True) | Q(revenue__gt=0),
                name="figures_unknown_revenue_is_null",
            ),
            models.CheckConstraint(
                condition=Q(vote_average__isnull=True) | Q(vote_average__range=(0, 10)),
                name="figures_vote_average_is_0_to_10",
            ),
        ]

    def __str__(self) -> str:
        return str(self.movie)

    @property
    def profit(self) -> int | None:
        """Revenue less budget, where both are known."""
        if self.budget is None or self.revenue is None:
            return None
        return self.revenue - self.budget
