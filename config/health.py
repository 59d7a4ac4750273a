"""`/healthz`: this process answers. `/readyz`: what it needs answers too. For operators.

What it can do without, a trained recommender, leaves it ready: operators are told all the same.

Both say to everybody whether all is well, since a load balancer has no log-in; what is missing is
said to operators alone.
"""

from collections.abc import Callable

from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.cache import Cache
from config.operators import is_operator
from config.redaction import redacted_text


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 while anything is missing; what it is, operators alone are told."""
    failures = find_failures()
    body: dict[str, object] = {"status": "unavailable" if failures else "ok"}
    if failures and is_operator(request):
        body["failures"] = failures
    elif not failures and is_operator(request) and (degraded := find_degraded()):
        body["degraded"] = degraded
    return JsonResponse(body, status=503 if failures else 200)


def find_failures() -> dict[str, str]:
    """Part of the site → what is wrong with it, for those that are missing."""
    failures: dict[str, str] = {}
    for name, check in CHECKS.items():
        if name == "migrations" and "database" in failures:
            # A database that hangs is waited for once.
            failures[name] = "the database would know"
            continue
        try:
            check()
        except Exception as error:  # any failure at all means "not ready"
            failures[name] = redacted_text(f"{type(error).__name__}: {error}")
    return failures


def find_degraded() -> dict[str, str]:
    """Part of the site → what is wrong with it, for those that it goes on without. Needs the
    database."""
    from recommendations.collaborative.serving import changes_on_disk, served
    from recommendations.engines.choices import engine_troubles
    from recommendations.map.drawing import trouble_with_map

    troubles = {
        RECOMMENDER: "; ".join(filter(None, (served().trouble, changes_on_disk()))),
        SIMILAR_TITLES: engine_troubles(),
        MAP: trouble_with_map(),
    }
    return {name: redacted_text(trouble) for name, trouble in troubles.items() if trouble}


def _check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_migrations() -> None:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError(f"{len(plan)} migrations are not applied")


def _check_broker() -> None:
    from config.celery import app

    with app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, timeout=1)


def _check_cache() -> None:
    cache = caches["default"]
    assert isinstance(cache, Cache)
    cache.ping()


def _check_encoder() -> None:
    from catalog.embeddings.encoder import check_libraries, current_model

    check_libraries()
    current_model()


RECOMMENDER, SIMILAR_TITLES, MAP = "recommender", "similar titles", "map"

CHECKS: dict[str, Callable[[], None]] = {
    "database": _check_database,
    "migrations": _check_migrations,
    "broker": _check_broker,
    "cache": _check_cache,
    "encoder": _check_encoder,
}

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
