"""Light or dark: a choice that a cookie keeps and the server renders, so that no page flashes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600


def chosen_theme(request: HttpRequest) -> str:
    """ "light" or "dark"; "" for whatever the visitor's system says."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


def theme(request: HttpRequest) -> dict[str, str]:
    """Context processor."""
    return {"theme": chosen_theme(request)}


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back; anything but a theme means "as the system says"."""
    response = HttpResponseRedirect(_page_to_return_to(request))
    choice = request.POST.get("theme", "")
    if choice in THEMES:
        response.set_cookie(
            COOKIE,
            choice,
            max_age=A_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _page_to_return_to(request: HttpRequest) -> str:
    # The form names no page: HTMX may have changed the address since it was rendered.
    for target in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return target
    return "/"
