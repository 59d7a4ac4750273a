"""How the numbers are spread, and which lie far out: what a box plot shows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Max, Min, Q
from django.utils.translation import gettext as _

from catalog.insights.chart import ENOUGH, Cell, Chart, decimal, grouped, per_cent, whole, words
from catalog.insights.columns import NUMERIC_COLUMNS, NumericColumn
from catalog.insights.quartiles import Quartiles
from catalog.insights.scope import Scope

# Tukey's fences: further than this many interquartile ranges beyond a quartile is far out.
FENCE = 1.5


@dataclass(frozen=True, slots=True)
class Spread:
    n: int
    mean: float
    least: float
    greatest: float
    quartiles: list[float]
    """First, median, third."""
    whiskers: tuple[float, float]
    """The least and the greatest value within the fences."""
    outliers: int


Spreads = dict[str, Spread]
"""By the name of the column; one that nobody has a number in is not there."""


def count_spreads(scope: Scope) -> Spreads:
    """In two queries: the fences follow from the quartiles."""
    titles = scope.titles()
    sums = titles.aggregate(
        **{
            f"{column.name}_{name}": aggregate(column.number, filter=column.condition)
            for column in NUMERIC_COLUMNS
            for name, aggregate in _SUMS.items()
        }
    )
    known = [column for column in NUMERIC_COLUMNS if sums[f"{column.name}_n"]]
    if not known:
        return {}
    inside = {column.name: _inside(column, sums[f"{column.name}_quartiles"]) for column in known}
    ends = titles.aggregate(
        **{
            f"{column.name}_{name}": aggregate(column.number, filter=inside[column.name])
            for column in known
            for name, aggregate in _ENDS.items()
        }
    )
    return {
        column.name: Spread(
            **{name: sums[f"{column.name}_{name}"] for name in _SUMS},
            whiskers=(ends[f"{column.name}_low"], ends[f"{column.name}_high"]),
            outliers=sums[f"{column.name}_n"] - ends[f"{column.name}_inside"],
        )
        for column in known
    }


_SUMS: dict[str, Any] = {
    "n": Count,
    "mean": Avg,
    "least": Min,
    "greatest": Max,
    "quartiles": Quartiles,
}
_ENDS: dict[str, Any] = {"low": Min, "high": Max, "inside": Count}


def _inside(column: NumericColumn, quartiles: list[float]) -> Q:
    """That a value lies within the fences, which it may touch."""
    low, _median, high = quartiles
    reach = FENCE * (high - low)
    return column.condition & Q(
        **{f"{column.path}__gte": low - reach, f"{column.path}__lte": high + reach}
    )


def spread_chart(spreads: Spreads) -> Chart:
    heading = _("Spread and outliers")
    if not spreads:
        return Chart("spread", "boxes", heading, _("There are no numbers of these titles."))
    columns = [column for column in NUMERIC_COLUMNS if column.name in spreads]
    return Chart(
        "spread",
        "boxes",
        heading,
        _sentence(spreads),
        (
            _("Column"),
            _("Lower whisker"),
            _("First quartile"),
            _("Median"),
            _("Third quartile"),
            _("Upper whisker"),
            _("Outliers"),
            _("Outliers, %"),
            _("Least"),
            _("Greatest"),
            _("Mean"),
            _("Values"),
        ),
        [_row(column, spreads[column.name]) for column in columns],
        _(
            "The box holds the middle half of the values, its line is the median. A whisker ends "
            "at the last value within one and a half times the length of the box; what lies beyond "
            "is an outlier: counted, not drawn. Cost and revenue are in US dollars, implausible "
            "ones left out."
        ),
    )


def _row(column: NumericColumn, spread: Spread) -> list[Cell]:
    def number(value: float) -> Cell:
        return Cell(column.written(value), round(value, column.places))

    low, high = spread.whiskers
    return [
        words(column.label),
        *(number(value) for value in (low, *spread.quartiles, high)),
        whole(spread.outliers),
        decimal(100 * spread.outliers / spread.n, 1),
        number(spread.least),
        number(spread.greatest),
        number(spread.mean),
        whole(spread.n),
    ]


def _sentence(spreads: Spreads) -> str:
    columns = {column.name: column for column in NUMERIC_COLUMNS}
    telling = {name: spread for name, spread in spreads.items() if spread.n >= ENOUGH}
    if not telling:
        return _("There are too few numbers to tell what lies far out.")
    most = max(telling, key=lambda name: telling[name].outliers / telling[name].n)
    spread = telling[most]
    if not spread.outliers:
        return _("No number lies far out.")
    return _(
        "Most outliers: %(column)s. Of its %(n)s values %(share)s lie far out; the middle half "
        "lies between %(low)s and %(high)s, the greatest is %(greatest)s."
    ) % {
        "column": columns[most].label,
        "n": grouped(spread.n),
        "share": per_cent(spread.outliers, spread.n),
        "low": columns[most].written(spread.quartiles[0]),
        "high": columns[most].written(spread.quartiles[2]),
        "greatest": columns[most].written(spread.greatest),
    }
