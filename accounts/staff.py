"""Who counts as staff: beside a user's own flag, how the session began."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest


def is_staff_session(request: HttpRequest) -> bool:
    """Whether staff are logged in, with a second factor where REQUIRE_STAFF_MFA says so."""
    if not request.user.is_authenticated or not request.user.is_staff:
        return False
    if not settings.REQUIRE_STAFF_MFA:
        return True
    return has_second_factor(request) and has_shown_second_factor(request)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether who is logged in has set one up."""
    return is_mfa_enabled(request.user, [Authenticator.Type.TOTP])


def has_shown_second_factor(request: HttpRequest) -> bool:
    """Whether this session has: another one that began before the factor was set up, with a stolen
    password perhaps, has shown none."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
