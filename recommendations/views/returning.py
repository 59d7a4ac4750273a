"""Where a visitor goes after pressing a button that is on many pages."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from catalog.models import Movie


def page_to_return_to(request: HttpRequest) -> str:
    """The page of this site that the form was on; the favourites where none is told."""
    candidates = [
        _current_address(request),
        request.POST.get("next", ""),
        request.GET.get("next", ""),
        # A form that HTMX brought has no `next`: it is older than the address that it led to.
        # Pressed before HTMX has taken it over, it is sent as any form is.
        request.headers.get("Referer", ""),
    ]
    for target in candidates:
        if url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return target
    return reverse("recommendations:favorites")


def _current_address(request: HttpRequest) -> str:
    """Path and query of the page that HTMX works on; "" without HTMX, or for a foreign page."""
    try:
        return request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    except ValueError:  # not an address at all
        return ""


def to_log_in(request: HttpRequest) -> HttpResponse:
    """To the log-in, and back to the page from there; a whole new page for HTMX as well."""
    address = reverse("account_login", query={"next": page_to_return_to(request)})
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def undo_link(movie: Movie, text: str) -> SafeString:
    """A message for who has no JavaScript, with the way to the page where that can be undone."""
    address = reverse("recommendations:rating", args=[movie.pk])
    return format_html('{}: {} <a href="{}">{}</a>', movie.title, text, address, _("Undo"))
