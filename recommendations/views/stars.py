"""A title's rating: the ten halves of stars, opened in place or on a page of their own."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from catalog.fragments import asks_for_fragment
from catalog.models import Movie
from recommendations.metrics import RATINGS
from recommendations.models import Rating
from recommendations.ratings import (
    NotARating,
    parse_stars,
    remove_rating,
    set_rating,
    stars_text,
)
from recommendations.views.returning import page_to_return_to, to_log_in, undo_link


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the stars to choose from, or with `?closed` the way to them. POST: `stars` is the
    rating that is wanted, empty for none; what another page did meanwhile does not matter."""
    user_id = request.user.pk
    if user_id is None:
        if request.method == "POST" or request.htmx:  # type: ignore[attr-defined]
            return to_log_in(request)
        return redirect_to_login(request.get_full_path())
    movie = get_object_or_404(Movie.objects.published().for_cards().prefetch_related(None), pk=pk)
    if request.method == "POST":
        return _rate(request, movie, user_id)
    mine = Rating.objects.filter(user_id=user_id, movie=movie)
    return _shown(request, movie, mine.values_list("value", flat=True).first())


def _rate(request: HttpRequest, movie: Movie, user_id: int) -> HttpResponse:
    stars = request.POST.get("stars", "missing")
    try:
        value = parse_stars(stars) if stars else None
    except NotARating as error:
        return _shown(request, movie, None, error=str(error), status=400)
    try:
        if value is None:
            before = remove_rating(user_id=user_id, movie_id=movie.pk)
        else:
            before = set_rating(user_id=user_id, movie_id=movie.pk, value=value)
    except IntegrityError:  # deleted, or merged into another, since it was looked up
        raise Http404 from None
    RATINGS.labels("remove" if value is None else "set").inc()
    text = _rated_text(value, before)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, undo_link(movie, text))
        return HttpResponseRedirect(page_to_return_to(request))
    context = {
        "movie": movie,
        "value": value,
        "before": before,
        "has_changed": value != before,
        "text": text,
        "is_open": "open" in request.POST,
        "is_undo": "undo" in request.POST,
    }
    response = render(request, "recommendations/_rating_update.html", context)
    return trigger_client_event(response, "ratingsChanged", {"movie": movie.pk})


def _rated_text(value: int | None, before: int | None) -> str:
    if value is not None:
        return _("Your rating: %(stars)s.") % {"stars": stars_text(value)}
    return _("It was not rated.") if before is None else _("Your rating is removed.")


def _shown(
    request: HttpRequest, movie: Movie, value: int | None, *, error: str = "", status: int = 200
) -> HttpResponse:
    is_fragment = asks_for_fragment(request)
    context = {
        "movie": movie,
        "value": value,
        "error": error,
        "is_open": False,
        "return_to": page_to_return_to(request),
    }
    template = "rating.html"
    if is_fragment:
        template = "_rating.html" if "closed" in request.GET else "_rating_stars.html"
    response = render(request, f"recommendations/{template}", context, status=status)
    response["Vary"] = "HX-Request, Cookie"
    return response
