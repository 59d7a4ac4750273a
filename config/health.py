"""`/healthz`: this process answers. `/readyz`: what it needs answers too. For operators."""

from collections.abc import Callable

from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.cache import Cache


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 while anything is missing; what it is, staff alone are told."""
    failures = {name: problem for name, check in CHECKS.items() if (problem := _problem(check))}
    body: dict[str, object] = {"status": "unavailable" if failures else "ok"}
    if failures and getattr(request, "user", None) and _is_staff(request):
        body["failures"] = failures
    return JsonResponse(body, status=503 if failures else 200)


def _is_staff(request: HttpRequest) -> bool:
    try:
        return bool(request.user.is_staff)
    except Exception:  # the session's database is what may be missing
        return False


def _problem(check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # any failure at all means "not ready"
        return f"{type(error).__name__}: {error}"
    return ""


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
