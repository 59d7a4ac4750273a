"""How much a request may bring: refused by its declared length, before anything of it is read.

The declared length is the true one: gunicorn hands out no more than Content-Length says, and
refuses a request that gives two lengths. What gives none (`Transfer-Encoding: chunked`) would be
read as empty by Django, and is refused as well.
"""

from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from config.errors import error_page

UPLOAD_PAGE = "admin:catalog_importupload_add"
UPLOAD_PERMISSION = "catalog.add_importupload"
HISTORY_PAGE = "recommendations:import_history"

# A multipart body is longer than the file in it.
ENVELOPE = 64 * 1024

# A browser shows no answer to a form that it could not send to its end, but "connection reset".
# So what is a little too long is read and thrown away, as far as that costs nobody anything: this
# many bytes, for so many seconds. Who may upload may also be wrong by more.
DISCARDED, DISCARD_SECONDS = 8 << 20, 2
DISCARDED_FROM_STAFF, DISCARD_SECONDS_FOR_STAFF = 256 << 20, 20
BLOCK = 256 * 1024


def refuse_large_bodies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: behind the one that knows the user, and before any view reads a body."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers:
            return error_page(request, 411, template="400.html")
        length = _declared_length(request)
        if length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return get_response(request)
        if _may_send_history(request):
            if length <= (settings.HISTORY_MAX_MB << 20) + ENVELOPE:
                return get_response(request)
            _discard_body(request, DISCARDED, DISCARD_SECONDS)
            return error_page(request, 413, limit=settings.HISTORY_MAX_MB << 20)
        if not _may_upload(request):
            _discard_body(request, DISCARDED, DISCARD_SECONDS)
            return error_page(request, 413)
        if length > (settings.UPLOAD_MAX_MB << 20) + ENVELOPE:
            _discard_body(request, DISCARDED_FROM_STAFF, DISCARD_SECONDS_FOR_STAFF)
            return error_page(request, 413, limit=settings.UPLOAD_MAX_MB << 20)
        return get_response(request)

    return middleware


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to what it cannot take; a form that is too large has a page of its own."""
    if isinstance(exception, RequestDataTooBig):
        return error_page(request, 413)
    return error_page(request, 400)


def _declared_length(request: HttpRequest) -> int:
    """As Django reads it: what is no number is no length."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _may_upload(request: HttpRequest) -> bool:
    if request.path != reverse(UPLOAD_PAGE):
        return False  # without asking who it is: nothing but this page needs the database
    return request.user.is_staff and request.user.has_perm(UPLOAD_PERMISSION)


def _may_send_history(request: HttpRequest) -> bool:
    return request.path == reverse(HISTORY_PAGE) and request.user.is_authenticated


def _discard_body(request: HttpRequest, most: int, seconds: int) -> None:
    deadline = monotonic() + seconds
    left = min(most, _declared_length(request))
    try:
        while left > 0 and monotonic() < deadline and (block := request.read(BLOCK)):
            left -= len(block)
    except OSError:  # the client is gone, or too slow (config/slow_clients.py)
        return
