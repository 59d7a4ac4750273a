"""The figures of one run, as they are printed, stored, and shown on /proof/."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from catalog.evaluation.metrics import average
from catalog.evaluation.questions import Questions
from catalog.evaluation.search import Verdict

DECIMALS = 4
SHOWN = "ruled out and shown"
EMPTY_PAGES = "empty pages"

Key = TypeVar("Key", bound=Hashable)

Scores = dict[str, Any]
"""`requests`, and each figure as mean, low and high."""


def figures_of(verdicts: Sequence[Verdict], questions: Questions, *, mode: str) -> dict[str, Any]:
    """At the top, the means of `mode` over all that was asked; nested, by length and way: all of
    them, each class, and films that occur in the training requests apart from the others."""
    asked = [verdict for verdict in verdicts if verdict.way == mode]
    top = average([verdict.figures for verdict in asked])
    return {
        "mode": mode,
        "requests": len(asked),
        **{name: _rounded(figure.mean) for name, figure in top.items()},
        "results": {
            length: {way: _of_one_way(some) for way, some in _grouped(own, lambda v: v.way)}
            for length, own in _grouped(verdicts, lambda v: v.question.length)
        },
        "left_out": {length: dict(reasons) for length, reasons in questions.left_out.items()},
    }


def _of_one_way(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    classes = {
        name: _scores(some) for name, some in _grouped(verdicts, lambda v: v.question.request_class)
    }
    apart = {
        {True: "seen", False: "unseen"}[was]: _scores(some)
        for was, some in _grouped(verdicts, lambda v: v.question.was_trained_on)
        if was is not None
    }
    return {
        "all": _scores(verdicts),
        # Where no line has a class, the one class without a name says what "all" says.
        "classes": {} if list(classes) == [""] else classes,
        "training": apart,
    }


def _scores(verdicts: Sequence[Verdict]) -> Scores:
    figures = average([verdict.figures for verdict in verdicts])
    scores: Scores = {"requests": len(verdicts)}
    for name, figure in figures.items():
        scores[name] = {bound: _rounded(value) for bound, value in asdict(figure).items()}
    scores[EMPTY_PAGES] = _rounded(sum(v.is_empty_page for v in verdicts) / len(verdicts))
    ruled_out = [v.shows_unwanted for v in verdicts if v.shows_unwanted is not None]
    if ruled_out:
        scores[SHOWN] = {
            "requests": len(ruled_out),
            "share": _rounded(sum(ruled_out) / len(ruled_out)),
        }
    return scores


def _grouped(
    verdicts: Iterable[Verdict], key: Callable[[Verdict], Key]
) -> list[tuple[Key, list[Verdict]]]:
    """In the order in which each first comes."""
    groups: dict[Key, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[key(verdict)].append(verdict)
    return list(groups.items())


def _rounded(value: float) -> float:
    return round(value, DECIMALS)
