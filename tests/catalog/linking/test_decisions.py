"""Which of the candidates become one title. Titles are numbers here, and so are their records."""

from collections.abc import Iterable

from catalog.linking.agreement import Agreement
from catalog.linking.decisions import Candidate, Decisions, decide
from catalog.models import SourcePair

NETFLIX, HULU, TMDB = (frozenset({name}) for name in ("netflix", "hulu", "tmdb"))
Pairs = set[tuple[int, int]]


def pair(first: int, second: int, agreement: Agreement = Agreement.SAME) -> Candidate:
    reason = SourcePair.Reason.CERTAIN
    if agreement is Agreement.CONTRADICTION:
        reason = SourcePair.Reason.DIRECTORS
    titles = (min(first, second), max(first, second))
    return Candidate(titles, titles, agreement, reason)


def unsaid(first: int, second: int) -> Candidate:
    return pair(first, second, Agreement.NOTHING)


def contradiction(first: int, second: int) -> Candidate:
    return pair(first, second, Agreement.CONTRADICTION)


def titles(candidates: Iterable[Candidate]) -> Pairs:
    return {candidate.titles for candidate in candidates}


def outcome(decisions: Decisions) -> tuple[Pairs, Pairs]:
    return titles(decisions.joined), titles(decisions.open)


class TestOneCandidate:
    def test_is_joined_if_its_people_agree_or_nothing_is_said(self):
        platforms = {1: NETFLIX, 2: TMDB, 3: NETFLIX, 4: TMDB}
        assert outcome(decide([pair(1, 2), unsaid(3, 4)], platforms=platforms)) == (
            {(1, 2), (3, 4)},
            set(),
        )

    def test_is_a_curators_if_they_contradict(self):
        decisions = decide([contradiction(1, 2)], platforms={1: NETFLIX, 2: TMDB})
        assert outcome(decisions) == (set(), {(1, 2)})
        assert decisions.open[0].reason == SourcePair.Reason.DIRECTORS


class TestSeveralCandidates:
    platforms = {1: NETFLIX, 2: TMDB, 3: TMDB}

    def test_the_one_whose_people_agree_is_the_film_and_the_others_are_others(self):
        for other in (contradiction(1, 3), unsaid(1, 3)):
            decisions = decide([pair(1, 2), other], platforms=self.platforms)
            assert outcome(decisions) == ({(1, 2)}, set())

    def test_are_a_curators_where_none_agrees(self):
        decisions = decide([unsaid(1, 2), contradiction(1, 3)], platforms=self.platforms)
        assert outcome(decisions) == (set(), {(1, 2), (1, 3)})
        assert {pair.reason for pair in decisions.open} == {SourcePair.Reason.SEVERAL}

    def test_are_a_curators_where_more_than_one_agrees(self):
        decisions = decide([pair(1, 2), pair(1, 3)], platforms=self.platforms)
        assert outcome(decisions) == (set(), {(1, 2), (1, 3)})

    def test_are_counted_on_either_side(self):
        platforms = {1: NETFLIX, 2: NETFLIX, 3: TMDB}
        decisions = decide([unsaid(1, 3), unsaid(2, 3)], platforms=platforms)
        assert outcome(decisions) == (set(), {(1, 3), (2, 3)})


class TestThreePlatforms:
    def test_become_one_title(self):
        platforms = {1: NETFLIX, 2: HULU, 3: TMDB}
        decisions = decide([pair(1, 3), unsaid(1, 2), unsaid(2, 3)], platforms=platforms)
        assert outcome(decisions)[1] == set()
        assert len(decisions.joined) == 2, "what is one by way of a third is not joined again"
        assert {title for pair in outcome(decisions)[0] for title in pair} == {1, 2, 3}

    def test_leave_nothing_open_that_a_second_run_would_not_find(self):
        """2 and 3 become one title, which 1 is like in both of its records."""
        platforms = {1: NETFLIX, 2: HULU, 3: TMDB}
        candidates = [contradiction(1, 2), contradiction(1, 3), unsaid(2, 3)]
        assert outcome(decide(candidates, platforms=platforms)) == ({(2, 3)}, {(1, 2)})

    def test_never_bring_two_records_of_one_together(self):
        """1 and 4 are two films of Netflix; each is like a record that is like the other's."""
        platforms = {1: NETFLIX, 2: HULU, 3: TMDB, 4: NETFLIX}
        candidates = [pair(1, 2), unsaid(2, 3), pair(3, 4)]
        assert outcome(decide(candidates, platforms=platforms)) == ({(1, 2), (3, 4)}, set())

    def test_never_bring_two_titles_together_that_a_curator_keeps_apart(self):
        platforms = {1: NETFLIX, 2: HULU, 3: TMDB}
        candidates = [pair(1, 3), unsaid(2, 3)]
        decisions = decide(candidates, platforms=platforms, apart={(1, 2)})
        assert outcome(decisions) == ({(1, 3)}, set())
        decisions = decide([pair(1, 2)], platforms=platforms, apart={(1, 2)})
        assert outcome(decisions) == (set(), set())


class TestATitleThatIsJoinedAlready:
    platforms = {1: NETFLIX | TMDB, 2: TMDB}

    def test_is_no_candidate_for_another_film_of_its_name(self):
        for other in (unsaid(1, 2), contradiction(1, 2)):
            assert outcome(decide([other], platforms=self.platforms)) == (set(), set())

    def test_is_a_curators_where_a_double_of_its_record_agrees(self):
        decisions = decide([pair(1, 2)], platforms=self.platforms)
        assert outcome(decisions) == (set(), {(1, 2)})

    def test_takes_in_the_record_of_a_third_platform(self):
        platforms = {1: NETFLIX | TMDB, 2: HULU}
        assert outcome(decide([unsaid(1, 2)], platforms=platforms)) == ({(1, 2)}, set())


def test_of_several_records_of_two_titles_the_one_that_says_most_is_heard():
    platforms = {1: NETFLIX | HULU, 2: TMDB}
    heard = Candidate((1, 2), (10, 20), Agreement.CONTRADICTION, SourcePair.Reason.DIRECTORS)
    silent = Candidate((1, 2), (11, 20), Agreement.NOTHING, SourcePair.Reason.CERTAIN)
    assert decide([silent, heard], platforms=platforms).open == [heard]
