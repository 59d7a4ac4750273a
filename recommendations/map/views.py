"""The map: its page, what it draws, and what a point of it is called."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.fragments import asks_for_fragment
from catalog.lookup import NothingFound
from catalog.models import Movie
from recommendations.map.drawing import Drawing, current_drawing, points_of
from recommendations.map.forms import MapForm
from recommendations.map.table import table_of
from recommendations.map.trustworthiness import NEIGHBOURS
from recommendations.marks import hidden_ids
from recommendations.models import Favorite
from recommendations.similar import similar_titles

SIMILAR = 12
MOST_FAVORITES = 100

# What a version of the points holds never changes, nor what a title is called for a minute.
POINTS_SECONDS = 365 * 24 * 60 * 60
TITLE_SECONDS = 60


@require_safe
def catalogue_map(request: HttpRequest) -> HttpResponse:
    """The whole page, or its lists alone where HTMX asks for them."""
    form = MapForm(request.GET)
    current = current_drawing()
    context: dict[str, Any] = {"form": form, "nearest": None}
    start: Movie | None = None
    try:
        start = form.chosen()
        address = form.address(id=start.pk if start else None)
    except NothingFound as error:
        context["nearest"] = error.nearest
        address = form.address(id=None)
    page = request.GET.get("page")
    if current:
        shown, drawing = current
        context |= _lists(request, form, drawing, start)
        context["table"] = table = table_of(drawing, around=start, page=page)
        if table.page.number > 1:
            address += f"{'&' if address else '?'}page={table.page.number}"
    # Links and forms of the lists start from what was understood.
    request.GET = QueryDict(address.removeprefix("?"))
    is_fragment = asks_for_fragment(request)
    if current and not is_fragment:
        context |= {"map": shown, "neighbours": NEIGHBOURS, "legends": drawing.legends()}
    template = "_map.html" if is_fragment else "map.html"
    response = render(request, f"recommendations/{template}", context)
    response["Vary"] = "HX-Request, Cookie"
    if is_fragment:
        response["HX-Push-Url"] = reverse("recommendations:map") + address
    return response


def _lists(
    request: HttpRequest,
    form: MapForm,
    drawing: Drawing,
    start: Movie | None,
) -> dict[str, Any]:
    """What is lit; of what is similar, not what the visitor has seen or dismissed."""
    lists: dict[str, Any] = {"drawing": drawing, "start": start}
    if start:
        lists["has_place"] = drawing.place_of(start.pk) is not None
        lists["similar"] = similar_titles(
            start,
            engine=form.shown_engine,
            count=SIMILAR,
            leave_out=hidden_ids(request.user),
        )
    lists["favorites"] = _favorites(request.user)
    return lists


def _favorites(user: AbstractBaseUser | AnonymousUser) -> list[Movie]:
    """The latest that everybody may see; none for somebody who is not logged in."""
    if not user.is_authenticated:
        return []
    visible = Movie.objects.for_everybody()
    mine = Favorite.objects.filter(user_id=user.pk, movie__in=visible).select_related("movie")
    shown = mine.only("movie__title", "movie__slug", "movie__release_year")
    return [favorite.movie for favorite in shown[:MOST_FAVORITES]]


@require_safe
def map_points(request: HttpRequest, version: str) -> HttpResponse:
    """What the picture is drawn from, in the bytes that `Drawing.points` describes."""
    points = points_of(version)
    if points is None:
        raise Http404
    response = HttpResponse(points, content_type="application/octet-stream")
    response["Cache-Control"] = f"public, max-age={POINTS_SECONDS}, immutable"
    return response


@require_safe
@cache_control(private=True, max_age=TITLE_SECONDS)
def map_title(request: HttpRequest, pk: int) -> HttpResponse:
    """Fragment: what a point is called, asked for when somebody points at it."""
    movie = get_object_or_404(Movie.objects.for_everybody().for_cards(), pk=pk)
    form = MapForm(request.GET)
    address = reverse("recommendations:map") + form.address(title=movie.title, id=movie.pk)
    return render(request, "recommendations/_map_title.html", {"movie": movie, "address": address})
