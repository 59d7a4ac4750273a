"""`{% opinion movie %}` on cards; `{% rating_stars movie %}` and `{% mark_buttons movie %}` on the
title's own page: how pages of other apps show what somebody thinks of a title."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.models import Movie
from recommendations.models import Mark, Rating
from recommendations.ratings import Choice, choices, form_stars, stars_number, stars_text

register = template.Library()

# What stands in for what differs between two visitors who think alike of a title. No title has a
# NUL in it: Postgres takes none.
CSRF = "\0csrf\0"
RETURN_TO = "\0return to\0"


@register.simple_tag(takes_context=True)
def opinion(context: dict[str, Any], movie: Movie) -> SafeString | str:
    """The way to the stars, and seen, not interested, watchlist; nothing for who is not logged in.
    All of a page share two queries."""
    if not context["request"].user.is_authenticated:
        return ""
    own = _context(context, movie)
    rendered = _rendered(
        movie.pk, movie.title, own["value"], frozenset(own["kinds"]), get_language()
    )
    text = rendered.replace(CSRF, escape(own["csrf_token"]))
    return SafeString(text.replace(RETURN_TO, escape(own["return_to"])))


@register.inclusion_tag("recommendations/_rating_stars.html", takes_context=True)
def rating_stars(context: dict[str, Any], movie: Movie) -> dict[str, Any]:
    """The ten halves of stars, which stay open."""
    return _context(context, movie) | {"is_open": True}


@register.inclusion_tag("recommendations/_marks.html", takes_context=True)
def mark_buttons(context: dict[str, Any], movie: Movie) -> dict[str, Any]:
    return _context(context, movie)


@register.simple_tag
def star_choices(value: int | None) -> list[Choice]:
    return list(choices(value))


# Of half stars: "3.5 stars" and "3.5" for people, "3.5" for forms in any language.
register.filter("as_stars", stars_text)
register.filter("stars_number", stars_number)
register.filter("form_stars", form_stars)


@lru_cache(maxsize=4_096)  # two kilobytes each
def _rendered(
    pk: int, title: str, value: int | None, kinds: frozenset[str], language: str | None
) -> SafeString:
    context = {
        "movie": Movie(pk=pk, title=title),
        "value": value,
        "kinds": kinds,
        "csrf_token": CSRF,
        "return_to": RETURN_TO,
    }
    return render_to_string("recommendations/_opinion.html", context)


def _context(context: dict[str, Any], movie: Movie) -> dict[str, Any]:
    request = context["request"]
    return {
        "movie": movie,
        "value": _ratings(request).get(movie.pk),
        "kinds": _marks(request).get(movie.pk, set()),
        "csrf_token": str(context.get("csrf_token") or ""),
        "return_to": context.get("return_to") or _address(request),
    }


def _address(request: Any) -> str:
    """Of the page as its links repeat it: a view may have taken what was not understood away."""
    query = request.GET.urlencode()
    return f"{request.path}?{query}" if query else request.path


def _ratings(request: Any) -> dict[int, int]:
    if not request.user.is_authenticated:
        return {}
    if not hasattr(request, "_ratings"):
        mine = Rating.objects.filter(user=request.user)
        request._ratings = dict(mine.order_by().values_list("movie_id", "value"))
    return request._ratings


def _marks(request: Any) -> dict[int, set[str]]:
    if not request.user.is_authenticated:
        return {}
    if not hasattr(request, "_marks"):
        request._marks = defaultdict(set)
        mine = Mark.objects.filter(user=request.user)
        for movie_id, kind in mine.order_by().values_list("movie_id", "kind"):
            request._marks[movie_id].add(kind)
    return request._marks
