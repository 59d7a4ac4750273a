"""How people voted, and how long the films are."""

from collections import Counter
from dataclasses import dataclass
from statistics import quantiles

from django.db.models import Case, Count, Sum, Value, When
from django.utils.translation import gettext as _

from catalog.insights.chart import ENOUGH, Chart, Section, grouped, per_cent, share, whole, words
from catalog.insights.releases import few
from catalog.insights.scope import Scope
from catalog.models import Movie

# The mean of fewer votes is the taste of one person, or of two.
FEWEST_VOTES = 10
# Each band of numbers of votes ends before the next of these; the last has no end.
BOUNDS = (1, 10, 100, 1_000, 10_000, 1_000_000_000)
LONGEST = 240
"""Minutes; longer films are counted together."""


@dataclass(frozen=True, slots=True)
class Votes:
    means: dict[float, int]
    """Mean → titles; those with FEWEST_VOTES alone."""
    counts: dict[int, tuple[int, int]]
    """Bound of BOUNDS → titles, votes of them all."""
    minutes: dict[int, int]
    """Minutes → films."""


def count_votes(scope: Scope) -> Votes:
    figures = scope.figures()
    # Each of them has some hundred values, from which both a chart and its sentence follow.
    means = (
        figures.filter(vote_average__isnull=False, vote_count__gte=FEWEST_VOTES)
        .values_list("vote_average")
        .annotate(titles=Count("pk"))
        .order_by("vote_average")
    )
    minutes = (
        scope.titles()
        .filter(kind=Movie.Kind.FILM, minutes__isnull=False)
        .values_list("minutes")
        .annotate(films=Count("pk"))
        .order_by("minutes")
    )
    bands = (
        figures.filter(vote_count__isnull=False)
        .annotate(
            bound=Case(
                *(When(vote_count__lt=end, then=Value(end)) for end in BOUNDS[:-1]),
                default=Value(BOUNDS[-1]),
            )
        )
        .values_list("bound")
        .annotate(titles=Count("pk"), votes=Sum("vote_count"))
        .order_by("bound")
    )
    return Votes(
        means=dict(means),
        counts={bound: (titles, votes) for bound, titles, votes in bands},
        minutes=dict(minutes),
    )


def vote_section(votes: Votes) -> Section:
    return Section("votes", _("Votes and length"), [_means(votes), _counts(votes), _minutes(votes)])


def _means(votes: Votes) -> Chart:
    heading = _("Mean of the votes")
    titles = sum(votes.means.values())
    if not titles:
        nothing = _("None of these titles has votes enough for a mean that says something.")
        return Chart("means", "columns", heading, nothing)
    if titles < ENOUGH:
        sentence = few(titles, _("votes enough"))
    else:
        low, middle, high = quantiles(Counter(votes.means).elements(), n=4, method="inclusive")
        sentence = _(
            "Half of the %(titles)s titles have a mean between %(low)s and %(high)s out of 10; the "
            "median is %(middle)s."
        ) % {
            "titles": grouped(titles),
            "low": grouped(low, 1),
            "middle": grouped(middle, 1),
            "high": grouped(high, 1),
        }
    halves = Counter[int]()
    for mean, count in votes.means.items():
        # A mean of ten belongs to the last half, since no other begins at it.
        halves[min(int(mean * 2), 19)] += count
    return Chart(
        "means",
        "columns",
        heading,
        sentence,
        (_("Mean from"), _("Titles"), _("Share, %")),
        [
            (words(grouped(half / 2, 1)), whole(halves[half]), share(halves[half], titles))
            for half in range(min(halves), max(halves) + 1)
        ],
        _("Of titles with %(fewest)d votes or more, in steps of half a point.")
        % {"fewest": FEWEST_VOTES},
    )


def _counts(votes: Votes) -> Chart:
    heading = _("Number of votes")
    titles = sum(count for count, _votes in votes.counts.values())
    total = sum(given for _titles, given in votes.counts.values())
    if not titles:
        nothing = _("No number of votes is known of any of these titles.")
        return Chart("vote-counts", "columns", heading, nothing)
    if titles < ENOUGH or not total:
        sentence = few(titles, _("a number of votes"))
    else:
        many = [numbers for bound, numbers in votes.counts.items() if bound > 1_000]
        sentence = _(
            "%(many)s of the titles have 1,000 votes or more: they hold %(votes)s of all "
            "%(total)s votes."
        ) % {
            "many": per_cent(sum(count for count, _votes in many), titles),
            "votes": per_cent(sum(given for _titles, given in many), total),
            "total": grouped(total),
        }
    starts = dict(zip(BOUNDS, (0, *BOUNDS), strict=False))
    return Chart(
        "vote-counts",
        "columns",
        heading,
        sentence,
        (_("Votes"), _("Titles"), _("Share, %"), _("Their votes")),
        [
            (words(_band(starts[bound], bound)), whole(count), share(count, titles), whole(given))
            for bound, (count, given) in votes.counts.items()
        ],
    )


def _band(start: int, bound: int) -> str:
    if bound == BOUNDS[0]:
        return "0"
    if bound == BOUNDS[-1]:
        return _("%(number)s or more") % {"number": grouped(start)}
    return f"{grouped(start)}–{grouped(bound - 1)}"


def _minutes(votes: Votes) -> Chart:
    heading = _("Length of films")
    films = sum(votes.minutes.values())
    if not films:
        return Chart("minutes", "columns", heading, _("No length is known of any film here."))
    if films < ENOUGH:
        sentence = few(films, _("a length"))
    else:
        low, middle, high = quantiles(Counter(votes.minutes).elements(), n=4, method="inclusive")
        sentence = _(
            "Half of the %(films)s films of known length take between %(low)s and %(high)s "
            "minutes; the median is %(middle)s."
        ) % {
            "films": grouped(films),
            "low": grouped(low),
            "high": grouped(high),
            "middle": grouped(middle),
        }
    tens = Counter[int]()
    for minutes, count in votes.minutes.items():
        tens[min(minutes // 10 * 10, LONGEST)] += count
    return Chart(
        "minutes",
        "columns",
        heading,
        sentence,
        (_("Minutes from"), _("Films"), _("Share, %")),
        [
            (words(ten), whole(tens[ten]), share(tens[ten], films))
            for ten in range(min(tens), max(tens) + 10, 10)
        ],
        _("In steps of ten minutes; from %(longest)d on all together.") % {"longest": LONGEST},
    )
