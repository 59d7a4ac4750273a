"""Answers to faults: none of them needs what may be at fault.

Django's own would make a CSRF token for each, and read a form to do so: one that cannot be read
ended as an error on the way to the page about the error.
"""

import sys
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme

from catalog.api.problems import problem
from catalog.embeddings.refresh import DATABASE_AWAY
from config.appearance import chosen_theme

RETRY_AFTER_SECONDS = 10


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where the database is away or took too long, else 500. No context processor runs: the
    user and the messages may stand in the very database that is missing."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        response = error_page(request, 503, address=request.get_full_path())
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is out of date, with the way back to a fresh one."""
    return error_page(request, 403, template="403_csrf.html", address=_page_of_the_form(request))


def error_page(
    request: HttpRequest, status: int, *, template: str = "", **context: Any
) -> HttpResponse:
    """The page `<status>.html`, or another template, made from this context alone; a problem
    document for who asked the API."""
    if is_for_api(request):
        return problem(status)
    context["theme"] = chosen_theme(request)
    body = loader.render_to_string(template or f"{status}.html", context)
    return HttpResponse(body, status=status)


def is_for_api(request: HttpRequest) -> bool:
    """Below /api/: there itself stands a page for people."""
    return request.path_info.startswith("/api/") and request.path_info != "/api/"


def _page_of_the_form(request: HttpRequest) -> str:
    """Path and query of the page that sent the form; "" where that is unknown or not ours."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()}):
        return ""
    address = urlsplit(referer)
    return f"{address.path or '/'}?{address.query}" if address.query else address.path or "/"
