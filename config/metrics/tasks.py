"""How often which task ran, and how it ended: counted by the workers, read by the web process.

Kept in the broker, beside the queues: workers are many, on any machine, come and go, and have no
address that Prometheus could ask. The counts outlive all of them; where the broker's own files are
lost they begin anew, as Prometheus expects of a counter that restarts. One round trip a task.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import local
from typing import Any

import redis
from celery import current_app
from celery.signals import task_postrun, task_prerun
from kombu import Connection
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

RUNS = "movieclip:task-runs"  # hash: "name outcome" → number
SECONDS = "movieclip:task-seconds"  # hash: name → sum
LAST_RUN = "movieclip:task-last-run"  # hash: name → time of its last success

BROKER_AWAY = (OperationalError, redis.RedisError, OSError)

# A scrape, or the end of a task, waits so long for a broker that hangs.
IMPATIENT = {"max_retries": 0, "socket_connect_timeout": 0.5, "socket_timeout": 0.5}

_running = local()


@dataclass(frozen=True, slots=True)
class TaskCounts:
    runs: dict[tuple[str, str], float]
    """(name, outcome) → number. Outcomes are Celery's states: success, failure, retry …"""
    seconds: dict[str, float]
    last_run: dict[str, float]


@task_prerun.connect
def note_start(**_: Any) -> None:
    _running.since = time.monotonic()


@task_postrun.connect
def count_run(task: Any, state: str | None, **_: Any) -> None:
    if task.request.called_directly or task.request.is_eager:
        return
    seconds = time.monotonic() - getattr(_running, "since", time.monotonic())
    try:
        with _broker() as server, server.pipeline(transaction=False) as pipeline:
            pipeline.hincrby(RUNS, f"{task.name} {(state or 'unknown').lower()}", 1)
            pipeline.hincrbyfloat(SECONDS, task.name, round(seconds, 3))
            if state == "SUCCESS":
                pipeline.hset(LAST_RUN, task.name, round(time.time()))
            pipeline.execute()
    except BROKER_AWAY as error:
        logger.info("a task was not counted: %s", error)


def task_counts(connection: Connection) -> TaskCounts:
    """What all workers have counted. Raises one of BROKER_AWAY."""
    channel: Any = connection.default_channel  # kombu does not name its redis client
    server = channel.client
    runs, seconds, last_run = (server.hgetall(key) for key in (RUNS, SECONDS, LAST_RUN))
    return TaskCounts(
        runs={_name_and_outcome(key): float(value) for key, value in runs.items()},
        seconds={key.decode(): float(value) for key, value in seconds.items()},
        last_run={key.decode(): float(value) for key, value in last_run.items()},
    )


def _name_and_outcome(key: bytes) -> tuple[str, str]:
    name, _, outcome = key.decode().partition(" ")
    return name, outcome


@contextmanager
def _broker() -> Iterator[Any]:
    """redis-py's client of the broker, which kombu has."""
    with current_app.connection(transport_options=IMPATIENT) as connection:
        channel: Any = connection.default_channel
        yield channel.client
