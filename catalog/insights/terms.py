"""What titles are filed under: genres over time, countries, age ratings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from catalog.insights.chart import (
    ENOUGH,
    Chart,
    Section,
    grouped,
    per_cent,
    share,
    whole,
    words,
)
from catalog.insights.releases import Releases, decade_name, few
from catalog.insights.scope import Scope
from catalog.models import Movie

MOST_GENRES = 12
MOST_TERMS = 15


@dataclass(frozen=True, slots=True)
class Counted:
    """Names by number of titles, most first, cut at MOST_TERMS."""

    titles: int
    """How many have any of them."""
    names: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Terms:
    genres: dict[str, dict[int, int]]
    """Genre → decade → titles; the genre with most titles first."""
    countries: Counted
    age_ratings: Counted


def count_terms(scope: Scope) -> Terms:
    age_ratings = _by_titles(scope.titles().exclude(age_rating=""), "age_rating")
    # Typed as of no model: mypy knows no table between two others.
    of_countries: QuerySet[Any] = Movie.countries.through.objects.all()
    of_countries = scope.narrow(of_countries)
    return Terms(
        genres=_count_genres(scope),
        countries=Counted(
            of_countries.values("movie").distinct().count(),
            _by_titles(of_countries, "country__name")[:MOST_TERMS],
        ),
        age_ratings=Counted(sum(count for _, count in age_ratings), age_ratings[:MOST_TERMS]),
    )


def _count_genres(scope: Scope) -> dict[str, dict[int, int]]:
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    cells = (
        scope.titles()
        .filter(release_year__isnull=False, genres__isnull=False)
        .annotate(decade=F("release_year") / 10 * 10)
        .values_list("genres__name", "decade")
        .annotate(titles=Count("pk"))
        .order_by("decade")
    )
    for genre, decade, titles in cells:
        counts[genre][decade] = titles
    by_titles = sorted(counts, key=lambda genre: (-sum(counts[genre].values()), genre))
    return {genre: counts[genre] for genre in by_titles}


def _by_titles(rows: QuerySet[Any], name: str) -> list[tuple[str, int]]:
    return list(rows.values_list(name).annotate(titles=Count("pk")).order_by("-titles", name))


def term_section(terms: Terms, releases: Releases) -> Section:
    return Section(
        "terms",
        _("Genres, countries, age ratings"),
        [_genres(terms, releases.decades), _countries(terms), _age_ratings(terms)],
    )


def _genres(terms: Terms, decades: dict[int, int]) -> Chart:
    heading = _("Genres over time")
    if not terms.genres:
        return Chart("genres", "heat", heading, _("No genre is known of any of these titles."))
    telling = {decade: titles for decade, titles in decades.items() if titles >= ENOUGH}
    if not telling:
        nothing = _("No decade has titles enough to tell which genres it liked.")
        return Chart("genres", "heat", heading, nothing)
    return Chart(
        "genres",
        "heat",
        heading,
        _genre_sentence(terms, telling),
        (_("Genre"), *(decade_name(decade) for decade in telling)),
        [
            (words(genre), *(share(counts.get(decade, 0), of) for decade, of in telling.items()))
            for genre, counts in islice(terms.genres.items(), MOST_GENRES)
        ],
        _(
            "Share of the decade’s titles that are filed under the genre, in per cent; a title may "
            "have several. Shown are the genres with most titles, at most %(most)d. Decades with "
            "fewer than %(enough)d titles are left out."
        )
        % {"most": MOST_GENRES, "enough": ENOUGH},
        has_catalogue_names=True,
    )


def _genre_sentence(terms: Terms, decades: dict[int, int]) -> str:
    """Which is the most common, and which has changed most from the first decade to the last."""
    first, last = min(decades), max(decades)

    def part(genre: str, decade: int) -> float:
        return terms.genres[genre].get(decade, 0) / decades[decade]

    common = max(terms.genres, key=lambda genre: part(genre, last))
    values = {"genre": common, "share": per_cent(part(common, last), 1), "last": decade_name(last)}
    if first == last:
        return _("%(genre)s is the most common genre of the %(last)s: %(share)s of the titles.") % (
            values
        )
    changed = max(terms.genres, key=lambda genre: abs(part(genre, last) - part(genre, first)))
    values |= {
        "changed": changed,
        "before": per_cent(part(changed, first), 1),
        "after": per_cent(part(changed, last), 1),
        "first": decade_name(first),
    }
    if changed == common:
        return (
            _(
                "%(genre)s is the most common genre of the %(last)s: %(share)s of the titles, "
                "after %(before)s in the %(first)s. No other has changed as much."
            )
            % values
        )
    return (
        _(
            "%(genre)s is the most common genre of the %(last)s: %(share)s of the titles. "
            "%(changed)s has changed most, from %(before)s in the %(first)s to %(after)s."
        )
        % values
    )


def _countries(terms: Terms) -> Chart:
    return _counted_chart(
        terms.countries,
        key="countries",
        heading=_("Countries"),
        column=_("Country"),
        nothing=_("No country is known of any of these titles."),
        what=_("a country"),
        note=_("A title that several countries made counts for each of them."),
    )


def _age_ratings(terms: Terms) -> Chart:
    return _counted_chart(
        terms.age_ratings,
        key="age-ratings",
        heading=_("Age ratings"),
        column=_("Age rating"),
        nothing=_("No age rating is known of any of these titles."),
        what=_("an age rating"),
    )


def _counted_chart(
    counted: Counted,
    *,
    key: str,
    heading: str,
    column: str,
    nothing: str,
    what: str,
    note: str = "",
) -> Chart:
    if not counted.names:
        return Chart(key, "bars", heading, nothing)
    if counted.titles < ENOUGH:
        sentence = few(counted.titles, what)
    else:
        sentence = _sentence(counted.titles, what, counted.names)
    return Chart(
        key,
        "bars",
        heading,
        sentence,
        (column, _("Titles"), _("Share, %")),
        [
            (words(name), whole(titles), share(titles, counted.titles))
            for name, titles in counted.names
        ],
        note,
        has_catalogue_names=True,
    )


def _sentence(titles: int, what: str, names: Sequence[tuple[str, int]]) -> str:
    shares = "; ".join(f"{name} {per_cent(count, titles)}" for name, count in names[:3])
    return _("Of %(titles)s titles with %(what)s: %(shares)s.") % {
        "titles": grouped(titles),
        "what": what,
        "shares": shares,
    }
