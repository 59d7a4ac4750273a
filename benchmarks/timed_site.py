"""The site as gunicorn runs it, and in each answer a Server-Timing header with its phases.

For `visitors` alone: `gunicorn --config config/gunicorn.py benchmarks.timed_site:application`.
`cpu` is the processor time of the thread that answered; `queries` counts, whatever the unit.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.phases import HEADER, Phases
from config.wsgi import application as site


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    phases = Phases()
    used = time.thread_time()

    def start_with_header(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        phases.account()
        figures = {
            **phases.milliseconds,
            "cpu": 1000 * (time.thread_time() - used),
            "queries": phases.queries,
        }
        value = ", ".join(f"{name};dur={figure:.3f}" for name, figure in figures.items())
        return start_response(status, [*headers, (HEADER, value)], *rest)

    with phases.measured():
        return site(environ, start_with_header)
