"""The name of a request: in each line that is logged for it, in its tasks, in its response.

Kept in structlog's context variables, which `config.logs` merges into every record.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest
from structlog.contextvars import get_contextvars

HEADER = "X-Request-ID"

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id_for(request: HttpRequest) -> str:
    """The one that a proxy of ours gave, where there is one; else a new one."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        given = request.headers.get(HEADER, "")
        if _WELL_FORMED.fullmatch(given):
            return given
    return secrets.token_hex(8)


def current_request_id() -> str | None:
    """The request that this thread works for, if any."""
    return get_contextvars().get("request_id")
