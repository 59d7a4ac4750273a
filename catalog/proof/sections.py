"""What /proof/ says of one measurement, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.evaluation.off_topic import ABSENT
from catalog.evaluation.report import SHOWN
from catalog.insights.chart import Cell, Chart, grouped, whole
from catalog.models import Measurement
from catalog.proof.labels import (
    APART,
    CLASSES,
    LEFT_OUT,
    LENGTHS,
    SPLITS,
    WAYS,
    in_order,
    label,
)
from catalog.proof.learnt import learnt_from

# The first is what the pictures draw.
COLUMNS = ("recall@10", "recall@1", "recall@5", "recall@100", "mrr", "ndcg@10")
IN_PER_CENT = {"recall@1", "recall@5", "recall@10", "recall@100"}
OWN_WAYS = {"words", "vectors", "fused", "rrf"}

# Of fewer requests one more or less is a matter of chance, and no class is called the weakest.
ENOUGH = 5

Scores = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    """Its id on the page."""
    measurement: Measurement
    split: str
    sentences: Sequence[str]
    charts: Sequence[Chart]
    weaknesses: Sequence[str]
    seeds: Sequence[int] = ()
    """Of what was left to chance; none where nothing was."""
    note: str = ""
    """How to read the figures."""


def section_of(measurement: Measurement, *, key: str) -> Section:
    figures = measurement.figures
    mode = figures["mode"]
    charts, sentences, weaknesses = [], [], []
    for length, ways in in_order(LENGTHS, figures["results"]).items():
        heading = label(LENGTHS, length)
        own = ways[mode]
        sentences.append(_sentence(heading, ways, mode))
        charts += list(_charts(f"{key}-{length}", heading, ways, mode))
        weaknesses += list(_weaknesses(heading, own))
    cutoff = figures.get("cutoff")
    if cutoff and cutoff["area under the curve"] is not None:
        sentences.append(_cutoff(cutoff))
    sentences += learnt_from(measurement)
    return Section(
        key=key,
        measurement=measurement,
        split=label(SPLITS, measurement.split),
        sentences=sentences,
        charts=charts,
        weaknesses=[*weaknesses, *_left_out(figures["left_out"])],
    )


def _charts(key: str, heading: str, ways: Mapping[str, Any], mode: str) -> Iterator[Chart]:
    yield _chart(
        f"{key}-ways",
        heading,
        _(
            "Each way of searching, on the same requests and titles; this site searches by words "
            "and meaning together."
        ),
        _("Way"),
        {label(WAYS, way): own["all"] for way, own in in_order(WAYS, ways).items()},
    )
    way = label(WAYS, mode)
    if classes := ways[mode]["classes"]:
        yield _chart(
            f"{key}-classes",
            _("%(requests)s, by what they are like") % {"requests": heading},
            way,
            _("Class"),
            {label(CLASSES, name): own for name, own in in_order(CLASSES, classes).items()},
        )
    if apart := ways[mode]["training"]:
        yield _chart(
            f"{key}-training",
            _("%(requests)s, by whether training knew their films") % {"requests": heading},
            _(
                "%(way)s. The encoder learnt from other requests, of which some are for the same "
                "films."
            )
            % {"way": way},
            _("Films"),
            {label(APART, name): own for name, own in in_order(APART, apart).items()},
        )


def _chart(key: str, heading: str, sentence: str, corner: str, rows: Mapping[str, Scores]) -> Chart:
    return Chart(
        key=key,
        shape="bars",
        heading=heading,
        sentence=sentence,
        columns=(corner, *(_column(name) for name in COLUMNS), _("Requests")),
        rows=[
            (
                Cell(name),
                *(_figure(column, scores[column]) for column in COLUMNS),
                whole(scores["requests"]),
            )
            for name, scores in rows.items()
        ],
    )


def _column(name: str) -> str:
    if name in IN_PER_CENT:
        return f"{name.capitalize()}, %"
    return {"mrr": "MRR", "ndcg@10": "nDCG@10"}[name]


def _figure(name: str, figure: Mapping[str, float]) -> Cell:
    """The mean, and its interval in brackets."""
    factor, places = (100, 1) if name in IN_PER_CENT else (1, 3)
    mean, low, high = (grouped(factor * figure[part], places) for part in ("mean", "low", "high"))
    return Cell(f"{mean} ({low}–{high})", round(factor * figure["mean"], places))


def _sentence(heading: str, ways: Mapping[str, Any], mode: str) -> str:
    scores = ways[mode]["all"]
    found = scores["recall@10"]
    sentence = _(
        "%(heading)s (%(requests)s): the film that was meant is among the first ten in %(share)s "
        "(95%% interval: %(low)s to %(high)s)."
    ) % {
        "heading": heading,
        "requests": grouped(scores["requests"]),
        "share": _share(found["mean"]),
        "low": grouped(100 * found["low"], 1),
        "high": _share(found["high"]),
    }
    others = {way: results["all"] for way, results in ways.items() if way not in OWN_WAYS}
    if not others:
        return sentence
    best = max(others, key=lambda way: float(others[way]["recall@10"]["mean"]))
    other = others[best]["recall@10"]["mean"]
    compared = _("The best of the others, %(name)s, finds %(share)s.") % {
        "name": label(WAYS, best),
        "share": _share(other),
    }
    return f"{sentence} {compared}"


def _cutoff(cutoff: Mapping[str, Any]) -> str:
    kinds = {kind: cutoff["texts"][kind] for kind in cutoff["empty pages"] if kind != ABSENT}
    empty = sum(cutoff["empty pages"][kind] * count for kind, count in kinds.items())
    return _(
        "Nothing close enough: %(share)s of %(count)s texts that ask for no film get the empty "
        "page, and %(false)s of the requests above do by mistake (area under the curve: %(area)s)."
    ) % {
        "share": _share(empty / max(1, sum(kinds.values()))),
        "count": grouped(sum(kinds.values())),
        "false": _share(cutoff["false empties"]),
        "area": grouped(cutoff["area under the curve"], 3),
    }


def _weaknesses(heading: str, results: Mapping[str, Any]) -> Iterator[str]:
    scores = results["all"]
    yield _("%(heading)s: in %(share)s the film is not even among the first hundred.") % {
        "heading": heading,
        "share": _share(1 - scores["recall@100"]["mean"]),
    }
    classes = {
        name: float(own["ndcg@10"]["mean"])
        for name, own in results["classes"].items()
        if own["requests"] >= ENOUGH
    }
    if len(classes) > 1:
        weakest = min(classes, key=lambda name: classes[name])
        yield _("%(heading)s: the weakest class is “%(name)s”, with an nDCG@10 of %(value)s.") % {
            "heading": heading,
            "name": label(CLASSES, weakest),
            "value": grouped(classes[weakest], 3),
        }
    if shown := scores.get(SHOWN):
        yield ngettext(
            "%(heading)s: of %(requests)s request that rules a film out, %(share)s show it among "
            "the first ten.",
            "%(heading)s: of %(requests)s requests that rule a film out, %(share)s show it among "
            "the first ten.",
            shown["requests"],
        ) % {
            "heading": heading,
            "requests": grouped(shown["requests"]),
            "share": _share(shown["share"]),
        }


def _left_out(left_out: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for length, reasons in in_order(LENGTHS, left_out).items():
        for reason, count in reasons.items():
            yield _("%(heading)s left out of the figures: %(count)s %(reason)s.") % {
                "heading": label(LENGTHS, length),
                "count": grouped(count),
                "reason": label(LEFT_OUT, reason),
            }


def _share(part: float) -> str:
    return _("%(share)s%%") % {"share": grouped(100 * part, 1)}
