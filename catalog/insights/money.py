"""What films cost and what they took in.

Of the films alone whose budget and revenue are both known, and whose budget is a sum that a film
can be made for; how many were left out, and why, is said beside it.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, TextField
from django.db.models.functions import MD5, Cast
from django.utils.translation import gettext as _

from catalog.insights.chart import (
    ENOUGH,
    Chart,
    Section,
    decimal,
    grouped,
    per_cent,
    whole,
    words,
)
from catalog.insights.quartiles import Quartiles
from catalog.insights.releases import few
from catalog.insights.scope import Scope
from catalog.models.figures import IMPLAUSIBLE_BUDGET
from catalog.querysets import is_for_everybody

MOST_POINTS = 300


@dataclass(frozen=True, slots=True)
class Point:
    title: str
    address: str
    budget: int
    revenue: int
    return_ratio: float


@dataclass(frozen=True, slots=True)
class Money:
    known: int
    """Titles with a budget and a revenue."""
    plausible: int
    """Those of them that the rest is about."""
    at_a_loss: int
    """That took in less than they cost."""
    return_quartiles: list[float] | None
    points: list[Point]
    """At most MOST_POINTS of them, highest return first."""


def count_money(scope: Scope) -> Money:
    known = scope.figures().filter(return_ratio__isnull=False)
    plausible = known.filter(is_implausible=False)
    counts = known.aggregate(
        all=Count("pk"),
        plausible=Count("pk", filter=Q(is_implausible=False)),
        at_a_loss=Count("pk", filter=Q(is_implausible=False, return_ratio__lt=1)),
        quartiles=Quartiles("return_ratio", filter=Q(is_implausible=False)),
    )
    # By chance, but the same ones each time: those with most votes would have earned more.
    shown = (
        plausible.filter(is_for_everybody("movie__"))
        .annotate(chance=MD5(Cast("pk", TextField())))
        .order_by("chance")
        .select_related("movie")
        .only(
            "budget",
            "revenue",
            "return_ratio",
            "movie__title",
            "movie__slug",
            "movie__release_year",
        )[:MOST_POINTS]
    )
    points = [
        Point(
            title=str(figures.movie),
            address=figures.movie.get_absolute_url(),
            budget=figures.budget or 0,
            revenue=figures.revenue or 0,
            return_ratio=figures.return_ratio,
        )
        for figures in shown
    ]
    return Money(
        known=counts["all"],
        plausible=counts["plausible"],
        at_a_loss=counts["at_a_loss"],
        return_quartiles=counts["quartiles"],
        points=sorted(points, key=lambda point: -point.return_ratio),
    )


def money_section(money: Money, titles: int) -> Section:
    return Section("money", _("Money"), [_cost_against_revenue(money, titles)])


def _cost_against_revenue(money: Money, titles: int) -> Chart:
    heading = _("Cost against revenue")
    if not money.plausible:
        nothing = _("Of none of these titles are a revenue and a plausible cost known.")
        return Chart("money", "points", heading, nothing)
    return Chart(
        "money",
        "points",
        heading,
        _sentence(money),
        (_("Title"), _("Cost, US$"), _("Revenue, US$"), _("Return")),
        [
            (
                words(point.title, point.address),
                whole(point.budget),
                whole(point.revenue),
                decimal(point.return_ratio, 2),
            )
            for point in money.points
        ],
        _note(money, titles),
    )


def _sentence(money: Money) -> str:
    if money.plausible < ENOUGH or money.return_quartiles is None:
        return few(money.plausible, _("a known cost and revenue"))
    return _(
        "Half of %(titles)s titles with both took in at least %(median)s times what they cost; "
        "%(loss)s took in less than they cost."
    ) % {
        "titles": grouped(money.plausible),
        "median": grouped(money.return_quartiles[1], 2),
        "loss": per_cent(money.at_a_loss, money.plausible),
    }


def _note(money: Money, titles: int) -> str:
    left_out = _(
        "Left out: %(unknown)s titles of which cost or revenue is unknown, and %(implausible)s "
        "whose cost is below %(least)s dollars. In dollars of the day; return is revenue divided "
        "by cost."
    ) % {
        "unknown": grouped(titles - money.known),
        "implausible": grouped(money.known - money.plausible),
        "least": grouped(IMPLAUSIBLE_BUDGET),
    }
    if money.plausible == len(money.points):
        return left_out
    shown = _("Shown are %(shown)s of them, picked by chance.") % {
        "shown": grouped(len(money.points))
    }
    return f"{shown} {left_out}"
