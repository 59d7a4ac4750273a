"""Which titles become one, and which pairs a curator has to decide on. No database is needed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from catalog.linking.agreement import Agreement
from catalog.models import SourcePair


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two titles that may be one, and the records that say so; each pair the lower id first."""

    titles: tuple[int, int]
    records: tuple[int, int]
    agreement: Agreement
    reason: SourcePair.Reason


@dataclass(slots=True)
class Decisions:
    joined: list[Candidate] = field(default_factory=list)
    open: list[Candidate] = field(default_factory=list)
    """For a curator, each with the reason why the site does not decide."""


def decide(
    candidates: Iterable[Candidate],
    *,
    platforms: Mapping[int, frozenset[str]],
    apart: Collection[tuple[int, int]] = (),
) -> Decisions:
    """`platforms` says for each title whose records it has: a film is one record of a platform.
    `apart` are pairs of titles, the lower id first, that must not become one, by whatever way.

    A pair whose people agree is one film if neither has another such candidate on the other's
    platform. Where nothing is known of the people, it is if neither has any other at all. What is
    joined may decide on what was open, so it is asked again until nothing more is joined.
    """
    groups = _Groups(platforms, apart)
    joined: list[Candidate] = []
    while True:
        decisions = _decide_once(groups.with_present_titles(candidates), groups)
        if not decisions.joined:
            return Decisions(joined, decisions.open)
        joined += decisions.joined


def _decide_once(candidates: Iterable[Candidate], groups: "_Groups") -> Decisions:
    strongest = _strongest(candidates)
    rivals: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
    for candidate in strongest:
        for title, other in (candidate.titles, candidate.titles[::-1]):
            for platform in groups.platforms[other]:
                rivals[title, platform].append(candidate)
    decisions = Decisions()
    certain: list[Candidate] = []
    for candidate in strongest:
        first, second = candidate.titles
        others = [
            rival
            for title, other in ((first, second), (second, first))
            for platform in groups.platforms[other]
            for rival in rivals[title, platform]
            if rival is not candidate
        ]
        better = any(rival.agreement is Agreement.SAME for rival in others)
        is_taken = not groups.platforms[first].isdisjoint(groups.platforms[second])
        if candidate.agreement is Agreement.SAME:
            if better or is_taken:
                decisions.open.append(_several(candidate))
            else:
                certain.append(candidate)
        elif better or is_taken:
            continue  # the film that it might have been is another
        elif others:
            decisions.open.append(_several(candidate))
        elif candidate.agreement is Agreement.NOTHING:
            certain.append(candidate)
        else:
            decisions.open.append(candidate)
    # Those whose people agree first: they may close the way to a weaker one.
    for candidate in sorted(certain, key=lambda c: (c.agreement is not Agreement.SAME, c.titles)):
        if groups.are_one(*candidate.titles):
            continue  # by way of a third
        if groups.unite(*candidate.titles):
            decisions.joined.append(candidate)
        else:
            decisions.open.append(_several(candidate))
    decisions.open.sort(key=lambda c: c.records)
    return decisions


def _strongest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One for each pair of titles: what agrees, else what contradicts, else what says nothing."""
    order = [Agreement.SAME, Agreement.CONTRADICTION, Agreement.NOTHING]
    by_titles: dict[tuple[int, int], Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (order.index(c.agreement), c.records)):
        by_titles.setdefault(candidate.titles, candidate)
    return sorted(by_titles.values(), key=lambda c: c.titles)


def _several(candidate: Candidate) -> Candidate:
    return replace(candidate, reason=SourcePair.Reason.SEVERAL)


class _Groups:
    """Titles that have become one, each group under the id of the oldest, which stays."""

    def __init__(
        self, platforms: Mapping[int, frozenset[str]], apart: Collection[tuple[int, int]]
    ) -> None:
        self.platforms, self.apart = dict(platforms), frozenset(apart)
        self.members: dict[int, frozenset[int]] = {}
        self.oldest: dict[int, int] = {}

    def with_present_titles(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """Those of two titles still that need not stay apart, under the ids of by now."""
        present = (
            replace(c, titles=self._ordered(*(self._now(title) for title in c.titles)))
            for c in candidates
        )
        return [c for c in present if c.titles[0] != c.titles[1] and not self._are_apart(*c.titles)]

    def are_one(self, first: int, second: int) -> bool:
        return self._now(first) == self._now(second)

    def unite(self, first: int, second: int) -> bool:
        """False, and nothing is done, where a platform would stand twice in the group, or two
        titles that must stay apart would meet in it."""
        first, second = self._ordered(self._now(first), self._now(second))
        if not self.platforms[first].isdisjoint(self.platforms[second]):
            return False
        if self._are_apart(first, second):
            return False
        joining = self._members(second)
        self.members[first] = self._members(first) | joining
        self.platforms[first] |= self.platforms[second]
        self.oldest |= dict.fromkeys(joining, first)
        return True

    def _are_apart(self, first: int, second: int) -> bool:
        return any(
            self._ordered(one, other) in self.apart
            for one in self._members(first)
            for other in self._members(second)
        )

    def _members(self, title: int) -> frozenset[int]:
        return self.members.get(title, frozenset({title}))

    def _now(self, title: int) -> int:
        return self.oldest.get(title, title)

    @staticmethod
    def _ordered(first: int, second: int) -> tuple[int, int]:
        return min(first, second), max(first, second)
