"""How well the cut-off tells requests from texts that ask for no film.

Such texts stand in a file of their own, one a line: what kind it is, a tab, the text.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from catalog.evaluation.requests import BadLine, UnusableRequests
from catalog.request_lines import LONGEST_LINE
from catalog.search.cues import understand
from catalog.search.cutoff import is_answered, load_cutoff
from catalog.search.filters import Filters
from catalog.search.found import find
from catalog.search.ranking import evidence_in, is_answerable

ABSENT = "absent"
"""The kind of fair requests for films that no catalogue has: told apart, and no part of the area
under the curve, since they are requests."""

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class OffTopic:
    kind: str
    text: str


def read_off_topic(path: Path) -> list[OffTopic]:
    """All texts of the file. Raises UnusableRequests, which names each bad line."""
    try:
        lines = path.read_bytes().splitlines()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UnusableRequests(path, f"cannot be read ({why})") from error
    texts, bad = [], []
    for number, line in enumerate(lines, 1):
        try:
            kind, _tab, text = line[:LONGEST_LINE].decode().partition("\t")
        except UnicodeDecodeError:
            bad.append(BadLine(number, "line", "is not UTF-8"))
            continue
        if kind.strip() and text.strip():
            texts.append(OffTopic(kind.strip(), text))
        elif line.strip():
            bad.append(BadLine(number, "line", "is no kind, a tab and a text"))
    if bad:
        raise UnusableRequests(path, "nothing was measured", tuple(bad))
    if not texts:
        raise UnusableRequests(path, "has no texts")
    return texts


def score(text: str) -> float | None:
    """How sure the cut-off is that `text` is answered: 0 or more is close enough, infinity for what
    is answered without asking it, such as the name of a title. None where nothing is cut off,
    since it was fitted for another encoder."""
    request = understand(text)
    found = find(request, Filters(include_adult_and_unreleased=True))
    evidence = evidence_in(found)
    cutoff = load_cutoff()
    if cutoff is None or evidence.vector is None or evidence.model != cutoff.model:
        return None
    if is_answered(evidence) or is_answerable(found.request):
        return np.inf
    return cutoff.score(evidence.vector, evidence.words)


def measure_cutoff(
    requests: Sequence[str], off_topic: Sequence[OffTopic], *, on_progress: Callable[[], None]
) -> dict[str, Any] | None:
    """The area under the curve between answerable requests and the rest, the share of `requests`
    that get an empty page though they have an answer, and of each kind of the rest the share that
    gets one. None where nothing is cut off."""
    groups: dict[str, list[float]] = defaultdict(list)
    asked = [("requests", text) for text in requests] + [(o.kind, o.text) for o in off_topic]
    for kind, text in asked:
        value = score(text)
        if value is None:
            return None
        groups[kind].append(value)
        on_progress()
    return _figures(groups)


def _figures(groups: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    empty = {kind: round(float(np.mean(np.array(v) < 0)), DECIMALS) for kind, v in groups.items()}
    others = [v for kind, v in groups.items() if kind not in ("requests", ABSENT)]
    answerable = np.array(groups["requests"])
    return {
        "area under the curve": (
            round(area_under_the_curve(answerable, np.concatenate(others)), DECIMALS)
            if others
            else None
        ),
        "false empties": empty.pop("requests"),
        "empty pages": empty,
        "texts": {kind: len(values) for kind, values in groups.items()},
    }


def area_under_the_curve(above: np.ndarray, below: np.ndarray) -> float:
    """The chance that one of `above` scores higher than one of `below`; ties count a half."""
    higher = (above[:, None] > below[None, :]).mean()
    return float(higher + (above[:, None] == below[None, :]).mean() / 2)
