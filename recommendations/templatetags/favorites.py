"""`{% heart movie %}` and `{% recommended_panel %}`: how pages of other apps show favourites."""

from typing import Any

from django import template

from catalog.models import Movie
from recommendations.for_you import ForYou
from recommendations.models import Favorite
from recommendations.panel import recommend_for

register = template.Library()


@register.inclusion_tag("recommendations/_heart.html", takes_context=True)
def heart(context: dict[str, Any], movie: Movie) -> dict[str, Any]:
    """The button that makes a title a favourite; all hearts of a page share one query."""
    request = context["request"]
    return {
        "request": request,
        "movie": movie,
        "is_favorite": movie.pk in _favorite_ids(request),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def recommended_panel(context: dict[str, Any]) -> ForYou:
    return recommend_for(context["request"].user)


def _favorite_ids(request: Any) -> set[int]:
    if not request.user.is_authenticated:
        return set()
    if not hasattr(request, "_favorite_ids"):
        ids = Favorite.objects.filter(user=request.user).values_list("movie_id", flat=True)
        request._favorite_ids = set(ids)
    return request._favorite_ids
