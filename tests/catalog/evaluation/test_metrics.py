"""What a ranking is worth, by hand-made rankings whose worth is known."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evaluation.metrics import FIGURES, average, judge, mean_ranks


class TestMeanRanks:
    def test_counts_from_one(self):
        assert mean_ranks([(7, 0.9), (3, 0.5)], [{3}, {7}]) == [1, 2]

    @pytest.mark.parametrize("film", [2, 3, 4])
    def test_a_film_stands_at_the_mean_rank_of_those_with_its_score(self, film: int):
        scored = [(1, 0.9), (2, 0.5), (3, 0.5), (4, 0.5), (5, 0.1)]
        assert mean_ranks(scored, [{film}]) == [3]

    def test_a_score_that_was_added_up_otherwise_is_the_same(self):
        assert mean_ranks([(1, 0.1 + 0.2), (2, 0.3)], [{2}]) == [1.5]

    def test_a_film_stands_where_the_first_of_its_titles_does(self):
        assert mean_ranks([(1, 0.9), (2, 0.5), (3, 0.1)], [{3, 2}]) == [2]

    def test_films_that_tie_with_each_other_alone_cost_each_other_nothing(self):
        ranks = mean_ranks([(pk, 0.5) for pk in range(10)], [{pk} for pk in range(10)])
        assert ranks == pytest.approx(range(1, 11))
        assert set(judge(ranks, gold=10).values()) == {1.0}

    @given(st.integers(1, 7), st.integers(1, 7))
    def test_are_means_over_every_order_of_the_equal_ones(self, films: int, others: int):
        scored = [(pk, 0.5) for pk in range(films + others)]
        places = list(itertools.combinations(range(1, films + others + 1), films))
        means = [sum(ranks) / len(places) for ranks in zip(*places, strict=True)]
        assert mean_ranks(scored, [{pk} for pk in range(films)]) == pytest.approx(means)

    @given(st.lists(st.sampled_from([0.1, 0.5, 0.9]), max_size=40))
    def test_share_out_all_ranks_and_no_more(self, scores: list[float]):
        scored = list(enumerate(sorted(scores, reverse=True)))
        ranks = mean_ranks(scored, [{pk} for pk, _ in scored])
        assert ranks == pytest.approx(range(1, len(scores) + 1))


class TestJudging:
    def test_the_film_in_the_third_place(self):
        figures = judge([3], gold=1)
        assert (figures["recall@1"], figures["recall@3"], figures["recall@10"]) == (0, 1, 1)
        assert figures["mrr"] == pytest.approx(1 / 3)
        assert figures["ndcg@10"] == pytest.approx(1 / math.log2(4))

    def test_a_film_that_is_not_found_is_worth_nothing(self):
        assert set(judge([], gold=1).values()) == {0.0}

    def test_a_tie_over_the_tenth_rank_is_not_among_the_ten(self):
        assert judge([10.5], gold=1)["recall@10"] == 0
        assert judge([10.0], gold=1)["recall@10"] == 1

    def test_of_thirty_films_ten_can_stand_among_ten(self):
        figures = judge([*range(1, 11)], gold=30)
        assert figures["recall@10"] == 1
        assert figures["recall@100"] == pytest.approx(10 / 30)
        assert figures["ndcg@10"] == pytest.approx(1)

    def test_a_film_that_is_missing_costs_what_it_could_have_brought(self):
        figures = judge([1, 2], gold=3)
        assert figures["recall@10"] == pytest.approx(2 / 3)
        ideal = 1 + 1 / math.log2(3) + 1 / 2
        assert figures["ndcg@10"] == pytest.approx((1 + 1 / math.log2(3)) / ideal)

    @given(st.lists(st.integers(2, 400), max_size=20), st.integers(0, 20))
    def test_no_figure_leaves_zero_to_one(self, doubled: list[int], missing: int):
        ranks = [rank / 2 for rank in sorted(set(doubled))]
        figures = judge(ranks, gold=max(1, len(ranks) + missing))
        assert list(figures) == list(FIGURES)
        assert all(0 <= value <= 1 for value in figures.values())


class TestAverage:
    def test_the_interval_holds_the_mean_and_is_the_same_each_time(self):
        judged = [{"recall@10": float(number % 4 == 0)} for number in range(200)]
        first, second = average(judged), average(judged)
        assert first == second
        assert first["recall@10"].mean == 0.25
        assert 0.15 < first["recall@10"].low < 0.25 < first["recall@10"].high < 0.35

    def test_more_requests_narrow_it(self):
        few, many = (
            average([{"mrr": float(number % 2)} for number in range(count)])["mrr"]
            for count in (20, 2_000)
        )
        assert many.high - many.low < few.high - few.low

    def test_of_no_requests_there_is_none(self):
        assert average([]) == {}
