"""The scheduler that compose.yml runs: Celery's own, with a sign of life for its health check."""

from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Touches `<schedule file>.alive` in each round of its loop, at least every 30 seconds.

    The schedule file itself will not do: on tmpfs its time of change stands still, as it is
    written through a memory mapping.
    """

    def tick(self, *args: Any, **options: Any) -> float:
        seconds: float = super().tick(*args, **options)
        Path(f"{self.schedule_filename}.alive").touch()  # type: ignore[attr-defined]
        return seconds
