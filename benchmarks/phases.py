"""Where the time of a page goes: the site's own functions, timed while it answers."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

OTHER = "other"  # middleware, form, fusion, and what no phase names
OTHER_SQL = "sql_other"  # the cards' rows, and queries that templates make

# Function, by the name under which its caller finds it → phase.
TIMED = {
    "catalog.search.ranking.encode_query": "encode",
    "catalog.search.candidates.by_words": "sql_words",
    "catalog.search.candidates.by_title": "sql_title",
    "catalog.search.candidates.by_meaning": "sql_meaning",
    "catalog.views.count_choices": "sql_facets",
    "catalog.views.count_decades": "sql_decades",
    "catalog.views.matched_words": "sql_reasons",
    "catalog.views.render": "render",
}

PARTS = (*TIMED.values(), OTHER_SQL, OTHER)


class Phases:
    """Milliseconds per phase of one answer; a phase inside another counts for itself alone."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = defaultdict(float)
        self.queries = 0
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Time everything inside."""
        from django.db import connection

        with ExitStack() as stack:
            for name, phase in TIMED.items():
                stack.enter_context(self._timing(name, phase))
            stack.enter_context(connection.execute_wrapper(self._timed_query))
            with self._phase(OTHER):
                yield

    def _timing(self, name: str, phase: str) -> Any:
        from django.utils.module_loading import import_string

        function = import_string(name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self._phase(phase):
                return function(*args, **kwargs)

        return patch(name, timed)

    def _timed_query(
        self, execute: Callable, sql: str, params: Any, many: bool, context: dict
    ) -> Any:
        self.queries += 1
        if self._open[-1].startswith("sql_"):
            return execute(sql, params, many, context)
        with self._phase(OTHER_SQL):
            return execute(sql, params, many, context)

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        self._account()
        self._open.append(name)
        try:
            yield
        finally:
            self._account()
            self._open.pop()

    def _account(self) -> None:
        """Give the time since the last change of phase to the phase that was open."""
        now = time.perf_counter()
        if self._open:
            self.milliseconds[self._open[-1]] += 1000 * (now - self._since)
        self._since = now
