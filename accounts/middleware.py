"""What holds for whole parts of the site: who enters the admin, and what no cache may keep."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext

from accounts.staff import has_second_factor, has_shown_second_factor

Answer = Callable[[HttpRequest], HttpResponse]


def require_second_factor(get_response: Answer) -> Answer:
    """Let staff into the admin with a second factor alone, where REQUIRE_STAFF_MFA says so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.REQUIRE_STAFF_MFA or not _asks_for_admin(request):
            return get_response(request)
        if not request.user.is_authenticated or not request.user.is_staff:
            return get_response(request)  # the admin refuses them itself
        if not has_second_factor(request):
            messages.warning(
                request,
                gettext(
                    "The admin asks for a second factor beside your password. Set it up here, "
                    "then go on."
                ),
            )
            return redirect("mfa_activate_totp")
        if has_shown_second_factor(request):
            return get_response(request)
        where = urlencode({"next": request.path})
        return redirect(f"{reverse('mfa_reauthenticate')}?{where}")

    return middleware


def _asks_for_admin(request: HttpRequest) -> bool:
    is_admin = request.path.startswith(reverse("admin:index"))
    return is_admin and request.path != reverse("admin:logout")


def keep_account_pages_private(get_response: Answer) -> Answer:
    """Tokens, recovery codes and exports stay out of every cache, also the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # /account/ is ours, /accounts/ is allauth's.
        if request.path.startswith(reverse("accounts:home").rstrip("/")):
            add_never_cache_headers(response)
        return response

    return middleware
