"""Favourites, and the panel that follows from them."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from catalog.models import Movie
from recommendations.metrics import FAVORITE_TOGGLES
from recommendations.models import Favorite
from recommendations.panel import recommend_for

PAGE_SIZE = 24


@require_POST
def toggle_favorite(request: HttpRequest, pk: int) -> HttpResponse:
    """Add or remove, as the pressed button said: a page that is out of date must not undo what
    another page did. HTMX gets the button anew; without it, the visitor goes back."""
    if not request.user.is_authenticated:
        return _to_log_in(request)
    movie = get_object_or_404(Movie.objects.published(), pk=pk)
    wants_it = request.POST.get("action") != "remove"
    if wants_it:
        try:
            _favorite, is_new = Favorite.objects.get_or_create(user=request.user, movie=movie)
        except IntegrityError:  # deleted, or merged into another, since it was looked up
            raise Http404 from None
        text = _("Added to your favourites.") if is_new else _("It is already a favourite.")
    else:
        removed, _rows = Favorite.objects.filter(user=request.user, movie=movie).delete()
        text = _("Removed from your favourites.") if removed else _("It was not a favourite.")
    FAVORITE_TOGGLES.labels("add" if wants_it else "remove").inc()
    if not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, f"{movie.title}: {text}")
        return HttpResponseRedirect(_page_to_return_to(request))
    context = {"movie": movie, "is_favorite": wants_it, "text": text}
    response = render(request, "recommendations/_heart_update.html", context)
    return trigger_client_event(response, "favoritesChanged", {"movie": movie.pk})


@require_safe
def favorites(request: HttpRequest) -> HttpResponse:
    is_fragment = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        # A redirect would be followed by the swap, and leave a log-in page inside the list.
        return _to_log_in(request) if is_fragment else redirect_to_login(request.get_full_path())
    mine = Movie.objects.published().filter(favorites__user=request.user).for_cards()
    page = Paginator(mine.order_by("-favorites__created_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    template = "_favorites.html" if is_fragment else "favorites.html"
    response = render(request, f"recommendations/{template}", {"page": page})
    response["Vary"] = "HX-Request, Cookie"
    return response


@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """Fragment: recommended for you."""
    return render(request, "recommendations/_panel.html", {"panel": recommend_for(request.user)})


def _page_to_return_to(request: HttpRequest) -> str:
    candidates = [
        _current_address(request),
        request.POST.get("next", ""),
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


def _to_log_in(request: HttpRequest) -> HttpResponse:
    address = reverse("account_login", query={"next": _page_to_return_to(request)})
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)
