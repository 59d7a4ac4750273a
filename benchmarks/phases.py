"""Where the time of a page goes: the site's own functions, timed while it answers."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from importlib import import_module
from typing import Any

OTHER = "other"  # middleware, form, fusion, and what no phase names
OTHER_SQL = "sql_other"  # the cards' rows, and queries that templates make

# Function, by the name under which its caller finds it → phase.
TIMED = {
    "catalog.search.ranking.understand": "sql_cues",
    "catalog.search.found.encode_query": "encode",
    "catalog.search.found.asked_lexemes": "sql_words",
    "catalog.search.candidates.by_words": "sql_words",
    "catalog.search.names.by_name": "sql_title",
    "catalog.search.candidates.by_meaning": "sql_meaning",
    "catalog.search.found._learn_facts": "sql_facts",
    "catalog.search.ranking.evidence_of": "sql_cutoff",
    "catalog.views.count_choices": "sql_facets",
    "catalog.views.count_decades": "sql_decades",
    "catalog.views.reasons_for": "sql_reasons",
    "catalog.views.render": "render",
    "recommendations.views.heart.render": "render",
    "recommendations.views.panel.render": "render",
    "recommendations.for_you.history_of": "sql_history",
    "recommendations.for_you.served": "sql_served",
    "recommendations.for_you.liked_titles": "sql_liked",
    "recommendations.candidates._by_people": "people",
    "recommendations.candidates._near": "sql_near",
    "recommendations.for_you.find_candidates": "sql_candidates",
    "recommendations.for_you.blend": "blend",
    "recommendations.for_you.diversify": "blend",
    "recommendations.for_you._reason": "why",
}

HEADER = "Server-Timing"  # by which the site's own process tells them, see `timed_site`

PARTS = (*dict.fromkeys(TIMED.values()), OTHER_SQL, OTHER)


class Phases:
    """Milliseconds per phase of one answer; a phase inside another counts for itself alone."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = defaultdict(float)
        self.queries = 0
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Time everything inside that this thread does."""
        from django.db import connection

        _time_functions()
        token = _current.set(self)
        try:
            with connection.execute_wrapper(self._timed_query), self.phase(OTHER):
                yield
        finally:
            _current.reset(token)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.account()
        self._open.append(name)
        try:
            yield
        finally:
            self.account()
            self._open.pop()

    def account(self) -> None:
        """Give the time since the last change of phase to the phase that was open."""
        now = time.perf_counter()
        if self._open:
            self.milliseconds[self._open[-1]] += 1000 * (now - self._since)
        self._since = now

    def _timed_query(
        self, execute: Callable, sql: str, params: Any, many: bool, context: dict
    ) -> Any:
        self.queries += 1
        if self._open[-1].startswith("sql_"):
            return execute(sql, params, many, context)
        with self.phase(OTHER_SQL):
            return execute(sql, params, many, context)


_current: ContextVar[Phases | None] = ContextVar("phases", default=None)


@cache
def _time_functions() -> None:
    """From now on the functions in TIMED tell the phases of their thread, if there are any."""
    for name, phase in TIMED.items():
        module_name, _, function_name = name.rpartition(".")
        module = import_module(module_name)
        setattr(module, function_name, _timed(getattr(module, function_name), phase))


def _timed(function: Callable, phase: str) -> Callable:
    @wraps(function)
    def timed(*args: Any, **kwargs: Any) -> Any:
        phases = _current.get()
        if phases is None:
            return function(*args, **kwargs)
        with phases.phase(phase):
            return function(*args, **kwargs)

    return timed
