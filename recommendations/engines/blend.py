"""The best measured mix of the other engines.

A title's score is a weighted sum of what each part says of it. What people like together is taken
as it is: a cosine that is small where few people liked the title that was asked for, so that it
counts for little there and for most where many did. The scores of the others have units of their
own; of each list the best counts 1 and the fiftieth nothing.

Weights are fitted by `manage.py fit_blend` on people who are in no figure that is shown.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from django.utils.translation import gettext_lazy as _

from recommendations.engines.base import Engine, Neighbour, NotServed, Text

WEIGHTS_FILE = Path(__file__).with_name("blend.json")

PEOPLE = "collaborative"
PARTS = (PEOPLE, "clip", "tfidf", "knn", "features")

# So many of each part are mixed, however many are asked for. Twice as many changed no figure by
# more than 0.001 (nDCG@10).
DEPTH = 50

Lists = Mapping[str, Sequence[Neighbour]]
"""Part → what it found, best first."""


@dataclass(frozen=True, slots=True)
class Mixed:
    neighbours: list[Neighbour]
    served: tuple[str, ...]
    """The names of the parts that found any title. Of one alone it is that part's own list, by that
    part's own scores."""
    left_out: dict[str, Text]
    """Those that have no answer, each with its reason."""


class Blend:
    """`part` gives the engines that it mixes by their names, and raises NotServed for one that is
    not built: that one is left out."""

    name: ClassVar[str] = "blend"
    label: ClassVar[Text] = _("the best mix")

    def __init__(
        self, part: Callable[[str], Engine], *, weights: Mapping[str, float] | None = None
    ) -> None:
        """`weights` stand in for those that are shipped."""
        self._part = part
        self._weights = shipped_weights() if weights is None else weights

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> list[Neighbour]:
        return self.mixed(title_id, count, kind=kind, leave_out=leave_out).neighbours

    def mixed(
        self, title_id: int, count: int, *, kind: str = "", leave_out: Collection[int] = ()
    ) -> Mixed:
        """The same, with which parts are in it. Raises NotServed where none of them answers."""
        names = [name for name, weight in self._weights.items() if weight]
        answers, left_out = self.lists(
            self._part, title_id, names, depth=max(count, DEPTH), kind=kind, leave_out=leave_out
        )
        if not answers:
            # Meaning needs nothing but the title: what it lacks is what the title lacks.
            why = left_out.get("clip") or next(iter(left_out.values()), _("The mix has no parts."))
            raise NotServed(why)
        lists = {name: found for name, found in answers.items() if found} or answers
        if len(lists) == 1:
            ((name, alone),) = lists.items()
            return Mixed(alone[:count], (name,), left_out)
        return Mixed(mix(lists, self._weights, count=count), tuple(lists), left_out)

    @staticmethod
    def lists(
        part: Callable[[str], Engine],
        title_id: int,
        names: Collection[str],
        *,
        depth: int = DEPTH,
        kind: str = "",
        leave_out: Collection[int] = (),
    ) -> tuple[dict[str, list[Neighbour]], dict[str, Text]]:
        """What these parts find, and why some have no answer."""
        found: dict[str, list[Neighbour]] = {}
        refused: dict[str, Text] = {}
        for name in names:
            try:
                found[name] = part(name).nearest(title_id, depth, kind=kind, leave_out=leave_out)
            except NotServed as refusal:
                refused[name] = refusal.reason
        return found, refused


def mix(lists: Lists, weights: Mapping[str, float], *, count: int) -> list[Neighbour]:
    """The `count` highest of the weighted sums, of equal ones the lower id; then, where more are
    asked for, what the parts name beyond DEPTH, in turn. So a shorter list is the beginning of a
    longer one."""
    ids, table = table_of({name: found[:DEPTH] for name, found in lists.items()}, list(lists))
    scores = table @ np.array([weights[name] for name in lists], dtype=np.float64)
    order = np.argsort(-scores, kind="stable")  # the ids are ascending
    mixed = [
        Neighbour(title_id, score)
        for title_id, score in zip(ids[order].tolist(), scores[order].tolist(), strict=True)
    ]
    return [*mixed, *_beyond(lists, set(ids.tolist()))][:count]


def _beyond(lists: Lists, mixed: Collection[int]) -> list[Neighbour]:
    """The next of each part, then those after them: for the mix they count nothing."""
    turns = zip_longest(*(found[DEPTH:] for found in lists.values()))
    named = dict.fromkeys(each.title_id for turn in turns for each in turn if each)
    return [Neighbour(title_id, 0.0) for title_id in named if title_id not in mixed]


def table_of(lists: Lists, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """int64[c], ascending: what any part found; and float64[c, names]: what each says of it, 0
    where it did not find it."""
    found = {
        name: np.array([each.title_id for each in lists[name]], dtype=np.int64)
        for name in names
        if name in lists
    }
    ids = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found.values()]))
    table = np.zeros((len(ids), len(names)))
    for column, name in enumerate(names):
        if name in found:
            said = np.array([each.score for each in lists[name]], dtype=np.float64)
            table[np.searchsorted(ids, found[name]), column] = (
                said if name == PEOPLE else _scaled(said)
            )
    return ids, table


def _scaled(scores: np.ndarray) -> np.ndarray:
    """float64[k], falling, k at most DEPTH: 1 for the first, 0 for the last of a whole list. A
    short list, or one of equals, has all that there is to be found, and falls to no score at all.
    """
    if not len(scores):
        return scores
    is_cut = len(scores) >= DEPTH and scores[0] > scores[-1]
    low = scores[-1] if is_cut else min(0.0, float(scores[-1]))
    return np.asarray((scores - low) / max(float(scores[0] - low), 1e-12))


def shipped_weights() -> Mapping[str, float]:
    """Part → its weight, against 1 for what people like together."""
    return {name: float(_shipped()["weights"][name]) for name in PARTS}


def fitted_on() -> Collection[str]:
    """SHA-256 of the ratings that the shipped weights are fitted to, as `Ratings.digest`."""
    digests: Mapping[str, str] = _shipped()["provenance"]["data"]
    return digests.values()


@cache
def _shipped() -> Mapping[str, Any]:
    told: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return told
