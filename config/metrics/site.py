"""What the database and the broker know, asked when Prometheus asks.

No process has to remember it, and each tells the same. What is away is told as `movieclip_up 0`,
and its values are left out: a scrape never fails.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Min, Sum
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.models import Job, Movie
from config.health import CHECKS, MAP, RECOMMENDER, SIMILAR_TITLES, find_degraded, find_failures
from config.metrics.tasks import BROKER_AWAY, IMPATIENT, task_counts

logger = logging.getLogger(__name__)

# Counting reads each row once: for all who scrape, and not more often than this.
CACHE_SECONDS = 30
LONGEST_QUERY = "3s"

QUEUES = ("default", "embedding")


class SiteCollector(Collector):
    def collect(self) -> Iterable[Metric]:
        failures = find_failures()
        up = GaugeMetricFamily("movieclip_up", "Whether a part is there.", labels=["part"])
        for part in CHECKS:
            up.add_metric([part], part not in failures)
        if "database" not in failures and "migrations" not in failures:
            degraded = find_degraded()
            for part in (RECOMMENDER, SIMILAR_TITLES, MAP):
                up.add_metric([part], part not in degraded)
        yield up
        # What hangs is waited for once, and Prometheus itself waits ten seconds.
        if "database" not in failures:
            yield from _left_out_if(DatabaseError, _titles)
            yield from _left_out_if(DatabaseError, _jobs)
        if "broker" not in failures:
            yield from _left_out_if(BROKER_AWAY, _queues_and_tasks)


def _left_out_if(
    errors: type[Exception] | tuple[type[Exception], ...], metrics: Callable[[], Iterator[Metric]]
) -> list[Metric]:
    try:
        return list(metrics())
    except errors as error:
        logger.warning("metrics are left out: %s", error)
        return []


def _titles() -> Iterator[Metric]:
    counts = cache.get("metrics:titles")
    if counts is None:
        counts = _count_titles()
        cache.set("metrics:titles", counts, CACHE_SECONDS)
    by_state = GaugeMetricFamily(
        "movieclip_titles", "Titles by the state of their embedding.", labels=["state"]
    )
    for state in ("embedded", "waiting", "failed"):
        by_state.add_metric([state], counts[state])
    yield by_state
    yield GaugeMetricFamily("movieclip_titles_hidden", "Titles not published.", counts["hidden"])
    yield GaugeMetricFamily(
        "movieclip_embedding_coverage",
        "Share of titles whose vector is of their present text and of the model in use.",
        counts["embedded"] / counts["total"] if counts["total"] else 1.0,
    )
    yield GaugeMetricFamily(
        "movieclip_embedding_oldest_waiting_seconds",
        "Age of the title that waits longest for a vector.",
        max(0.0, time.time() - counts["waiting_since"]) if counts["waiting"] else 0.0,
    )


def _count_titles() -> dict[str, float]:
    """One pass over the titles. Without a model no vector is one of the model in use."""
    try:
        model = current_model()
    except EncoderUnavailable:
        model = ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_QUERY}'")
        cursor.execute(
            f"""
            SELECT count(*), count(*) FILTER (WHERE is_current),
                   count(*) FILTER (WHERE NOT is_current AND has_failed),
                   count(*) FILTER (WHERE NOT is_published),
                   extract(epoch FROM min(since) FILTER (WHERE NOT is_current AND NOT has_failed))
            FROM (
                SELECT movie.is_published, movie.embedding_error <> '' AS has_failed,
                       movie.embedding_hash = movie.text_hash
                           AND movie.embedding_model = %s AS is_current,
                       coalesce(job.created_at, movie.updated_at) AS since
                FROM {Movie._meta.db_table} AS movie
                LEFT JOIN {Job._meta.db_table} AS job ON job.id = movie.embedding_job_id
            ) AS titles
            """,  # noqa: S608 - names of tables
            [model],
        )
        total, embedded, failed, hidden, since = cursor.fetchone()
    return {
        "total": total,
        "embedded": embedded,
        "failed": failed,
        "waiting": total - embedded - failed,
        "hidden": hidden,
        "waiting_since": float(since or 0),
    }


def _jobs() -> Iterator[Metric]:
    jobs = GaugeMetricFamily(
        "movieclip_jobs", "Jobs by kind and status.", labels=["kind", "status"]
    )
    rows = GaugeMetricFamily(
        "movieclip_import_rows", "Rows of all imports, by what became of them.", labels=["outcome"]
    )
    oldest = GaugeMetricFamily(
        "movieclip_job_longest_standstill_seconds",
        "Time without progress of the running job that has stood still longest.",
        labels=["kind"],
    )
    taken = rejected = 0
    running_since = {}
    for found in (
        Job.objects.order_by()
        .values("kind", "status")
        .annotate(
            number=Count("pk"), taken=Sum("done"), lost=Sum("failed"), since=Min("updated_at")
        )
    ):
        jobs.add_metric([found["kind"], found["status"]], found["number"])
        if found["kind"] == Job.Kind.IMPORT:
            taken += found["taken"]
            rejected += found["lost"]
        if found["status"] == Job.Status.RUNNING:
            running_since[found["kind"]] = found["since"].timestamp()
    for kind in Job.Kind.values:
        since = running_since.get(kind)
        oldest.add_metric([kind], max(0.0, time.time() - since) if since else 0.0)
    rows.add_metric(["taken"], taken)
    rows.add_metric(["rejected"], rejected)
    yield from (jobs, oldest, rows)


def _queues_and_tasks() -> Iterator[Metric]:
    with current_app.connection(transport_options=IMPATIENT) as broker:
        waiting = GaugeMetricFamily(
            "movieclip_queue_tasks", "Tasks that no worker has taken yet.", labels=["queue"]
        )
        channel: Any = broker.default_channel  # kombu has no public name for the size
        for queue in QUEUES:
            waiting.add_metric([queue], channel._size(queue))
        counts = task_counts(broker)
    runs = CounterMetricFamily(
        "movieclip_task_runs", "Runs of tasks by outcome.", labels=["task", "outcome"]
    )
    for (task, outcome), number in sorted(counts.runs.items()):
        runs.add_metric([task, outcome], number)
    seconds = CounterMetricFamily(
        "movieclip_task_seconds", "Time that runs of a task took.", labels=["task"]
    )
    for task, sum_of_seconds in sorted(counts.seconds.items()):
        seconds.add_metric([task], sum_of_seconds)
    last_run = GaugeMetricFamily(
        "movieclip_task_last_success_timestamp_seconds",
        "When a run of a task last succeeded: of the sweep, every 30 seconds while all is well.",
        labels=["task"],
    )
    for task, moment in sorted(counts.last_run.items()):
        last_run.add_metric([task], moment)
    yield from (waiting, runs, seconds, last_run)
