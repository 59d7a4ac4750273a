"""All numbers of the insights, kept until the catalogue changes."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from catalog.insights.chart import Section
from catalog.insights.correlations import (
    Correlations,
    correlation_charts,
    count_correlations,
)
from catalog.insights.missing import Missing, count_missing, missing_chart
from catalog.insights.money import Money, count_money, money_section
from catalog.insights.productive import People, count_people, people_section
from catalog.insights.releases import Releases, count_releases, release_section
from catalog.insights.scope import Scope
from catalog.insights.spread import Spreads, count_spreads, spread_chart
from catalog.insights.terms import Terms, count_terms, term_section
from catalog.insights.votes import Votes, count_votes, vote_section
from catalog.locks import LockTaken, hold_lock
from catalog.version import catalogue_version

CACHE_SECONDS = 24 * 60 * 60
# Longer than counting takes; who has waited so long counts for themselves.
LONGEST_WAIT = "10s"
# Part of the key: raise it whenever one of these classes changes, since an upgrade finds what the
# version before it has kept.
SHAPE = 1


@dataclass(frozen=True, slots=True)
class Insights:
    titles: int
    releases: Releases
    terms: Terms
    votes: Votes
    people: People
    money: Money
    missing: Missing
    spreads: Spreads
    correlations: Correlations

    def sections(self) -> list[Section]:
        """In the reader's language."""
        return [
            release_section(self.releases),
            term_section(self.terms, self.releases),
            vote_section(self.votes),
            people_section(self.people),
            money_section(self.money, self.titles),
            Section(
                "data",
                _("The data itself"),
                [
                    missing_chart(self.missing),
                    spread_chart(self.spreads),
                    *correlation_charts(self.correlations),
                ],
            ),
        ]


def insights_of(scope: Scope) -> Insights:
    """Some seconds for 45,000 titles when nobody has asked since they changed."""
    key = f"insights:{SHAPE}:{catalogue_version()}:{scope.kind}:{scope.platform}"
    return cache.get(key) or _counted_once(key, scope)


def _counted_once(key: str, scope: Scope) -> Insights:
    """Of visitors who come together the first counts, and the others wait for it."""
    try:
        with hold_lock(key, wait=LONGEST_WAIT):
            return cache.get(key) or _count_and_keep(key, scope)
    except LockTaken:
        return _count_and_keep(key, scope)


def _count_and_keep(key: str, scope: Scope) -> Insights:
    insights = _count(scope)
    cache.set(key, insights, CACHE_SECONDS)
    return insights


def _count(scope: Scope) -> Insights:
    missing = count_missing(scope)
    return Insights(
        titles=missing["release_year"][1],
        releases=count_releases(scope),
        terms=count_terms(scope),
        votes=count_votes(scope),
        people=count_people(scope),
        money=count_money(scope),
        missing=missing,
        spreads=count_spreads(scope),
        correlations=count_correlations(scope),
    )
