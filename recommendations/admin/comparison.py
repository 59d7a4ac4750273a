"""Trainings side by side: what each was made of, and what it came to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from catalog.evaluation.provenance import shown_version
from recommendations.collaborative.kinds import DECIDING
from recommendations.models import TrainingRun

MOST_COMPARED = 6
_HASH_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_best: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: list[Cell]
    decides: bool = False
    """Whether a promotion is refused where this figure is worse."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: list[Line]


def compared(runs: Sequence[TrainingRun]) -> list[Section]:
    """Sections of lines with a cell for each of `runs`."""
    parameters = [dict(_flat(run.parameters)) for run in runs]
    return [
        Section(
            _("Held-out figures"),
            [_figure(name, runs) for name in _names([run.metrics for run in runs])],
        ),
        Section(_("Data and code"), _facts(runs)),
        Section(
            _("Parameters"),
            [
                Line(name, [Cell(_parameter(own.get(name))) for own in parameters])
                for name in _names(parameters)
            ],
        ),
    ]


def _figure(name: str, runs: Sequence[TrainingRun]) -> Line:
    directions = {DECIDING[run.kind].get(name) for run in runs}
    values = [run.metrics.get(name) for run in runs]
    known = {value for value in values if value is not None}
    best = None
    # Which way is better is said of figures that decide alone.
    if len(known) > 1 and directions in ({True}, {False}):
        best = max(known) if directions == {True} else min(known)
    cells = [
        Cell("–" if value is None else floatformat(value, 4), is_best=value in known & {best})
        for value in values
    ]
    return Line(name, cells, decides=directions != {None})


def _facts(runs: Sequence[TrainingRun]) -> list[Line]:
    lines = {
        _("data"): [run.shown_data for run in runs],
        _("SHA-256 of the data"): [run.data_hash[:_HASH_CHARACTERS] for run in runs],
        _("people"): [_count(run, "people") for run in runs],
        _("titles"): [_count(run, "titles") for run in runs],
        _("ratings"): [_count(run, "ratings") for run in runs],
        _("commit"): [shown_version(run.code_version) or "–" for run in runs],
        _("seed"): [str(run.seed) for run in runs],
        _("started"): [date_format(run.started_at, "DATETIME_FORMAT") for run in runs],
        _("time"): [str(run.duration) for run in runs],
    }
    return [Line(label, [Cell(text) for text in texts]) for label, texts in lines.items()]


def _names(dictionaries: Sequence[Mapping[str, Any]]) -> list[str]:
    """Those that any has, in the order of the first that has them."""
    return list(dict.fromkeys(name for each in dictionaries for name in each))


def _flat(parameters: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """With names like `variances.person` for what lies inside."""
    for name, value in parameters.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _count(run: TrainingRun, name: str) -> str:
    count = run.data_counts.get(name)
    return "–" if count is None else number_format(count, force_grouping=True)


def _parameter(value: object) -> str:
    """As it is written in the code, whatever the reader's language."""
    return "–" if value is None else str(value)
