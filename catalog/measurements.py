"""What has been measured: by the operator of this site, or, before that, by the project."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings

from catalog.models import Measurement

# What each app's evaluation brought; one that brought nothing has no such folder.
SHIPPED = tuple(
    settings.BASE_DIR / app / "evaluation" / "results" for app in ("catalog", "recommendations")
)

# The fields of a report that have a column; the rest of it is the figures.
COLUMNS = ("command", "data_file", "data_sha256", "split", "encoder", "catalogue", "commit")


class Unstorable(Exception):
    """What describes a measurement does not fit into its column; says which."""


def check_storable(**columns: str) -> None:
    """Raise Unstorable for a name or text that could not be stored with a report: to be asked
    before anything is measured."""
    for name, value in columns.items():
        longest = getattr(Measurement._meta.get_field(name), "max_length", None)
        if longest is not None and len(value) > longest:
            raise Unstorable(f"{name} is longer than {longest} characters: {value[:longest]}…")
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Unstorable(f"{name} has characters that are no text: {value!r}")


def store_measurement(report: dict[str, Any], *, kind: Measurement.Kind) -> Measurement:
    """Keep a report, as `evaluate_search --json` prints it."""
    measurement = _measurement(report, kind=kind)
    measurement.save()
    return measurement


def shown_measurements(kind: Measurement.Kind) -> tuple[Sequence[Measurement], bool]:
    """The latest of each command on each file, newest first, and whether the operator made them:
    where he has measured nothing, they are those that came with this release."""
    latest = (
        Measurement.objects.filter(kind=kind)
        .order_by("data_file", "command", "-measured_at", "-pk")
        .distinct("data_file", "command")
    )
    own = sorted(latest, key=lambda measurement: measurement.measured_at, reverse=True)
    return (own, True) if own else (shipped_measurements(kind), False)


@cache
def shipped_measurements(kind: Measurement.Kind) -> Sequence[Measurement]:
    """In the order of their files' names; not in the database."""
    paths = [path for folder in SHIPPED for path in sorted(folder.glob("*.json"))]
    reports = [json.loads(path.read_text()) for path in paths]
    return [_measurement(report, kind=kind) for report in reports if report["kind"] == kind]


def _measurement(report: dict[str, Any], *, kind: Measurement.Kind) -> Measurement:
    rest = {"kind", "measured_at", *COLUMNS}
    return Measurement(
        kind=kind,
        measured_at=datetime.fromisoformat(report["measured_at"]),
        figures={name: value for name, value in report.items() if name not in rest},
        **{name: report[name] for name in COLUMNS},
    )
