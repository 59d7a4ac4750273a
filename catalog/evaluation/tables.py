"""A report as lines of text, for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.evaluation.metrics import FIGURES
from catalog.evaluation.report import SHOWN

WITH_INTERVAL = "recall@10"


def lines_of(report: Mapping[str, Any]) -> Iterator[str]:
    """For each length a table of the ways to search, then one of the classes by the way asked."""
    for length, ways in report["results"].items():
        heading = f"{length} requests" if length != "query" else "requests"
        left_out = report["left_out"].get(length, {})
        reasons = ", ".join(f"{count} {reason}" for reason, count in left_out.items())
        yield f"{heading}{f' (left out: {reasons})' if reasons else ''}"
        yield from _table("", {way: results["all"] for way, results in ways.items()})
        mode = report["mode"]
        if classes := ways[mode]["classes"]:
            yield f"{heading} by class, {mode}"
            yield from _table("", classes)
        if apart := ways[mode]["training"]:
            yield f"{heading} by whether the film occurs in the training requests, {mode}"
            yield from _table("", apart)
    if cutoff := report["cutoff"]:
        area = cutoff["area under the curve"]
        yield f"cut-off: area under the curve {area}, false empties {cutoff['false empties']:.3f}"
        for kind, share in cutoff["empty pages"].items():
            yield f"  empty pages of {cutoff['texts'][kind]} {kind}: {share:.3f}"
        yield ""
    for name, reason in report["not_measured"].items():
        yield f"not measured: {name} ({reason})"


def _table(corner: str, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    shows = any(SHOWN in scores for scores in rows.values())
    head = [corner, "n", *FIGURES, f"{WITH_INTERVAL}, 95 %", *([SHOWN] if shows else [])]
    body = [_row(name, scores, shows=shows) for name, scores in rows.items()]
    widths = [max(len(row[column]) for row in [head, *body]) for column in range(len(head))]
    for row in [head, *body]:
        yield _line(row, widths)
    yield ""


def _row(name: str, scores: Mapping[str, Any], *, shows: bool) -> list[str]:
    interval = scores[WITH_INTERVAL]
    cells = [
        name or "–",
        str(scores["requests"]),
        *(f"{scores[figure]['mean']:.3f}" for figure in FIGURES),
        f"{interval['low']:.3f}–{interval['high']:.3f}",
    ]
    if shows:
        cells.append(f"{scores[SHOWN]['share']:.3f}" if SHOWN in scores else "")
    return cells


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  " + "  ".join([first, *others]).rstrip()
