"""Who may see how the site is doing: Prometheus with its token, and staff, as in the admin."""

import hmac

from django.conf import settings
from django.http import HttpRequest

from accounts.staff import is_staff_session


def is_operator(request: HttpRequest) -> bool:
    """False too where the database that would know is away."""
    return _has_token(request) or _is_staff(request)


def _has_token(request: HttpRequest) -> bool:
    if not settings.METRICS_TOKEN:
        return False
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())


def _is_staff(request: HttpRequest) -> bool:
    try:
        return is_staff_session(request)
    except Exception:  # the session's database is what may be missing
        return False
