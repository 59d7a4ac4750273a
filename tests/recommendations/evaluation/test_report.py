"""The figures of an evaluation as a terminal shows them."""

from typing import Any

from recommendations.evaluation.report import lines_of


def report(*seeds: int) -> dict[str, Any]:
    return {
        "seeds": list(seeds),
        "deviation": {"rating": {"served": {"rmse": 0.0123}}},
        "rating": {"served": {"rmse": 0.8321}},
    }


def test_of_several_seeds_a_deviation_is_printed_and_said_what_it_is():
    printed = "\n".join(lines_of(report(42, 43)))
    assert "0.8321 ± 0.0123" in printed
    assert "mean ± standard deviation of seeds 42, 43" in printed


def test_of_one_seed_the_figure_stands_alone():
    printed = "\n".join(lines_of(report(42)))
    assert "0.8321" in printed
    assert "±" not in printed
