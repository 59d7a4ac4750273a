"""When titles came out: month, weekday, year, decade."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import ExtractIsoWeekDay, ExtractMonth
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.insights.chart import ENOUGH, Chart, Section, grouped, per_cent, share, whole, words
from catalog.insights.scope import Scope


@dataclass(frozen=True, slots=True)
class Releases:
    months: dict[int, int]
    """1 is January; each of the twelve, as each of the seven days."""
    weekdays: dict[int, int]
    """1 is Monday."""
    first_of_january: int
    years: dict[int, int]
    """Those that have titles, oldest first."""

    @property
    def dated(self) -> int:
        return sum(self.months.values())

    @property
    def decades(self) -> dict[int, int]:
        counts = Counter[int]()
        for year, titles in self.years.items():
            counts[year // 10 * 10] += titles
        return dict(counts)


def count_releases(scope: Scope) -> Releases:
    months, weekdays, new_years = Counter[int](), Counter[int](), 0
    days = (
        scope.figures()
        .filter(release_date__isnull=False)
        .values_list(ExtractMonth("release_date"), ExtractIsoWeekDay("release_date"))
        .annotate(titles=Count("pk"), first=Count("pk", filter=Q(release_date__day=1)))
        .order_by()
    )
    for month, weekday, titles, first in days:
        months[month] += titles
        weekdays[weekday] += titles
        new_years += first if month == 1 else 0
    years = (
        scope.titles()
        .filter(release_year__isnull=False)
        .values_list("release_year")
        .annotate(titles=Count("pk"))
        .order_by("release_year")
    )
    return Releases(
        months={month: months[month] for month in range(1, 13)},
        weekdays={weekday: weekdays[weekday] for weekday in range(1, 8)},
        first_of_january=new_years,
        years=dict(years),
    )


def release_section(releases: Releases) -> Section:
    return Section(
        "releases",
        _("Releases"),
        [_months(releases), _weekdays(releases), _decades(releases), _years(releases)],
    )


def _months(releases: Releases) -> Chart:
    note = ""
    january = releases.months[1]
    if releases.first_of_january > january / 10:
        note = _(
            "%(titles)s of the titles of January are dated the first: often the day stands for a "
            "year of which no more is known."
        ) % {"titles": grouped(releases.first_of_january)}
    return _dated_chart(
        releases,
        key="months",
        most=_(
            "Of %(dated)s titles with a release date, most came out in %(most)s: %(titles)s, or "
            "%(share)s. Fewest in %(least)s: %(fewest)s."
        ),
        heading=_("By month"),
        column=_("Month"),
        counts=releases.months,
        name=lambda month: str(MONTHS[month]),
        note=note,
    )


def _weekdays(releases: Releases) -> Chart:
    return _dated_chart(
        releases,
        key="weekdays",
        most=_(
            "Of %(dated)s titles with a release date, most came out on a %(most)s: %(titles)s, or "
            "%(share)s. Fewest on a %(least)s: %(fewest)s."
        ),
        heading=_("By day of the week"),
        column=_("Day"),
        counts=releases.weekdays,
        name=lambda weekday: str(WEEKDAYS[weekday - 1]),
    )


def _dated_chart(
    releases: Releases,
    *,
    key: str,
    heading: str,
    most: str,
    column: str,
    counts: Mapping[int, int],
    name: Callable[[int], str],
    note: str = "",
) -> Chart:
    if not releases.dated:
        nothing = _("No release date is known of any of these titles.")
        return Chart(key, "columns", heading, nothing)
    return Chart(
        key,
        "columns",
        heading,
        _most_and_least(most, counts, name),
        (column, _("Titles"), _("Share, %")),
        [
            (words(capfirst(name(number))), whole(titles), share(titles, releases.dated))
            for number, titles in counts.items()
        ],
        note,
    )


def _most_and_least(sentence: str, counts: Mapping[int, int], name: Callable[[int], str]) -> str:
    dated = sum(counts.values())
    if dated < ENOUGH:
        return few(dated, _("a release date"))
    most = max(counts, key=lambda number: counts[number])
    least = min(counts, key=lambda number: counts[number])
    return sentence % {
        "dated": grouped(dated),
        "most": name(most),
        "titles": grouped(counts[most]),
        "share": per_cent(counts[most], dated),
        "least": name(least),
        "fewest": grouped(counts[least]),
    }


def _years(releases: Releases) -> Chart:
    heading = _("By year")
    if not releases.years:
        return Chart("years", "line", heading, _("No year is known of any of these titles."))
    titles = sum(releases.years.values())
    if titles < ENOUGH:
        sentence = few(titles, _("a year"))
    else:
        peak = max(releases.years, key=lambda year: releases.years[year])
        sentence = _(
            "Half of the %(titles)s titles with a year are of %(median)d or later. The year with "
            "most is %(peak)d, with %(most)s."
        ) % {
            "titles": grouped(titles),
            "median": _median_year(releases.years),
            "peak": peak,
            "most": grouped(releases.years[peak]),
        }
    return Chart(
        "years",
        "line",
        heading,
        sentence,
        (_("Year"), _("Titles")),
        [(words(year), whole(count)) for year, count in releases.years.items()],
    )


def _median_year(years: Mapping[int, int]) -> int:
    """The latest year that half of the titles are not older than."""
    half, later = sum(years.values()) / 2, 0
    for year in sorted(years, reverse=True):
        later += years[year]
        if later >= half:
            return year
    raise ValueError("no years")


def _decades(releases: Releases) -> Chart:
    heading = _("By decade")
    decades = releases.decades
    if not decades:
        return Chart("decades", "columns", heading, _("No year is known of any of these titles."))
    titles = sum(decades.values())
    if titles < ENOUGH:
        sentence = few(titles, _("a year"))
    else:
        most = max(decades, key=lambda decade: decades[decade])
        sentence = _(
            "The %(decade)ds have most: %(most)s titles, %(share)s of those with a year."
        ) % {
            "decade": most,
            "most": grouped(decades[most]),
            "share": per_cent(decades[most], titles),
        }
    return Chart(
        "decades",
        "columns",
        heading,
        sentence,
        (_("Decade"), _("Titles"), _("Share, %")),
        [
            (words(decade_name(decade)), whole(count), share(count, titles))
            for decade, count in decades.items()
        ],
    )


def decade_name(first_year: int) -> str:
    return _("%(decade)ds") % {"decade": first_year}


def few(titles: int, what: str) -> str:
    """Instead of a claim. `what` is what they have: "a year"."""
    return ngettext(
        "Only one of these titles has %(what)s: too few to say more.",
        "Only %(titles)s of these titles have %(what)s: too few to say more.",
        titles,
    ) % {"titles": grouped(titles), "what": what}
