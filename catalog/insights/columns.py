"""The columns that an exploratory analysis looks at: which are there, and which are numbers."""

from dataclasses import dataclass

from django.db.models import FloatField, Q
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.insights.chart import grouped


@dataclass(frozen=True, slots=True)
class NumericColumn:
    name: str
    path: str
    """From a title."""
    label: Promise | str
    places: int = 0
    """Decimals that say something."""
    is_money: bool = False

    @property
    def number(self) -> Cast:
        return Cast(self.path, FloatField())

    def written(self, value: float) -> str:
        # A year is a name more than a number.
        return f"{value:.0f}" if self.name == "year" else grouped(value, self.places)

    @property
    def condition(self) -> Q:
        """Which titles it is taken of: money of implausible films is left out."""
        if self.is_money:
            return Q(figures__is_implausible=False)
        return Q(pk__isnull=False)


NUMERIC_COLUMNS = (
    NumericColumn("year", "release_year", _("Year")),
    NumericColumn("minutes", "minutes", _("Minutes")),
    NumericColumn("budget", "figures__budget", _("Cost"), is_money=True),
    NumericColumn("revenue", "figures__revenue", _("Revenue"), is_money=True),
    NumericColumn("return", "figures__return_ratio", _("Return"), places=2, is_money=True),
    NumericColumn("votes", "figures__vote_count", _("Votes")),
    NumericColumn("mean", "figures__vote_average", _("Mean of the votes"), places=1),
    NumericColumn("popularity", "figures__popularity", _("Popularity"), places=1),
)
