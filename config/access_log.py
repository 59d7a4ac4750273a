"""One line for each request, and its metrics.

The address after the question mark is not logged: what people search for is theirs. Neither are
cookies, addresses of visitors and what they send.
"""

import logging
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import structlog
from django.conf import settings
from django.core.signals import got_request_exception, request_finished
from django.db import Error as DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from structlog.contextvars import bind_contextvars, clear_contextvars

from config.metrics.requests import DATABASE_ERRORS, observe_request
from config.request_id import HEADER, request_id_for

logger = structlog.get_logger("config.access")

# A health check every few seconds, and the files of each page: only when something is wrong.
QUIET = ("/healthz", "/readyz", "/metrics")
LONGEST_PATH = 300


def log_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, and the first one: what the others refuse is logged too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        request_id = request_id_for(request)
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        response = get_response(request)
        response[HEADER] = request_id
        seconds = perf_counter() - started
        view = _view_name(request)
        observe_request(view, request.method or "", response.status_code, seconds)
        logger.log(
            _level(request, response),
            "request",
            method=request.method,
            path=request.path[:LONGEST_PATH],
            view=view,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            user_id=_user_id(request),
        )
        return response

    return middleware


@receiver(request_finished)
def forget_request(**_: Any) -> None:
    """Sent when the last byte is out; the thread's next request is another."""
    clear_contextvars()


@receiver(got_request_exception)
def count_database_error(**_: Any) -> None:
    error = sys.exc_info()[1]
    if isinstance(error, DatabaseError):
        DATABASE_ERRORS.labels(type(error).__name__).inc()


def _view_name(request: HttpRequest) -> str:
    """Never the path: each that somebody makes up would be kept for ever, as a metric's label."""
    if request.resolver_match:
        return request.resolver_match.view_name or "unnamed"
    return "static" if _is_static(request) else "none"


def _is_static(request: HttpRequest) -> bool:
    return request.path.startswith(settings.STATIC_URL)


def _level(request: HttpRequest, response: HttpResponse) -> int:
    if response.status_code >= 500:
        # 503 is an answer: something is away, and known to be.
        return logging.WARNING if response.status_code == 503 else logging.ERROR
    if response.status_code < 400 and (request.path in QUIET or _is_static(request)):
        return logging.DEBUG
    return logging.INFO


def _user_id(request: HttpRequest) -> int | None:
    """Of a user that the page has asked for: to ask for the log's sake would cost two queries."""
    user = getattr(request, "user", None)
    if isinstance(user, SimpleLazyObject):  # unlike one who has just logged in
        user = getattr(request, "_cached_user", None)
    return user.pk if user is not None else None
