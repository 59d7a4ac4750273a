"""Which facts are not known, and of how many titles."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.insights.chart import Chart, per_cent, share, whole, words
from catalog.insights.scope import Scope
from catalog.models import Credit, Movie

FACTS = {
    "release_year": gettext_lazy("Year"),
    "release_date": gettext_lazy("Release date"),
    "description": gettext_lazy("Description"),
    "minutes": gettext_lazy("Minutes (of films)"),
    "seasons": gettext_lazy("Seasons (of series)"),
    "age_rating": gettext_lazy("Age rating"),
    "original_language": gettext_lazy("Original language"),
    "directors": gettext_lazy("Directors"),
    "actors": gettext_lazy("Actors"),
    "genres": gettext_lazy("Genres"),
    "countries": gettext_lazy("Countries"),
    "keywords": gettext_lazy("Keywords"),
    "companies": gettext_lazy("Production companies"),
    "votes": gettext_lazy("Votes"),
    "popularity": gettext_lazy("Popularity"),
    "budget": gettext_lazy("Cost"),
    "revenue": gettext_lazy("Revenue"),
    "imdb_id": gettext_lazy("Id at IMDb"),
}

Missing = dict[str, tuple[int, int]]
"""Name of FACTS → titles without it, titles that could have it."""


def count_missing(scope: Scope) -> Missing:
    columns = {
        "release_year": Count("release_year"),
        "description": Count("pk", filter=~Q(description="")),
        "minutes": Count("minutes", filter=Q(kind=Movie.Kind.FILM)),
        "seasons": Count("seasons"),
        "age_rating": Count("pk", filter=~Q(age_rating="")),
        "original_language": Count("pk", filter=~Q(original_language="")),
        "imdb_id": Count("pk", filter=~Q(imdb_id="")),
    }
    kinds = {
        "titles": Count("pk"),
        "films": Count("pk", filter=Q(kind=Movie.Kind.FILM)),
        "series": Count("pk", filter=Q(kind=Movie.Kind.SERIES)),
    }
    counts = scope.titles().aggregate(**columns, **kinds)
    have = {
        **counts,
        **scope.figures().aggregate(
            release_date=Count("release_date"),
            votes=Count("vote_average"),
            popularity=Count("popularity"),
            budget=Count("budget"),
            revenue=Count("revenue"),
        ),
        "directors": _titles_of(scope.credits().filter(role=Credit.Role.DIRECTOR)),
        "actors": _titles_of(scope.credits().filter(role=Credit.Role.ACTOR)),
        **{name: _titles_of(scope.narrow(_pairs(name))) for name in MANY},
    }
    could_have = {"minutes": counts["films"], "seasons": counts["series"]}
    return {
        name: (of - have[name], of)
        for name in FACTS
        for of in [could_have.get(name, counts["titles"])]
    }


MANY = ("genres", "countries", "keywords", "companies")


def _pairs(relation: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = getattr(Movie, relation).through.objects.all()
    return rows


def _titles_of(rows: QuerySet[Any]) -> int:
    return rows.values("movie").distinct().count()


def missing_chart(missing: Missing) -> Chart:
    heading = _("What is not known")
    facts = {name: (lacking, of) for name, (lacking, of) in missing.items() if of}
    if not facts:
        return Chart("missing", "bars", heading, _("There are no titles."))
    most_missing = sorted(facts, key=lambda name: (-facts[name][0] / facts[name][1], name))
    complete = [name for name, (lacking, _of) in facts.items() if not lacking]
    first = most_missing[0]
    if len(complete) == len(facts):
        sentence = _("Nothing is missing: each of these titles has them all.")
    else:
        sentence = _(
            "Most often missing: %(fact)s, in %(share)s of the titles. %(complete)d of %(facts)d "
            "facts are complete."
        ) % {
            "fact": FACTS[first],
            "share": per_cent(*facts[first]),
            "complete": len(complete),
            "facts": len(facts),
        }
    return Chart(
        "missing",
        "bars",
        heading,
        sentence,
        (_("Fact"), _("Missing, %"), _("Titles without it"), _("Of")),
        [
            (words(FACTS[name]), share(*facts[name]), whole(facts[name][0]), whole(facts[name][1]))
            for name in most_missing
        ],
    )
