"""`{% card_text movie %}`: what a card says of a title, whatever list it stands in."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from catalog.models import Movie

register = template.Library()

# All that `_card_text.html` shows: a title that is changed is another one here.
SHOWN = (
    *("pk", "slug", "title", "kind", "description"),
    *("release_year", "minutes", "seasons", "age_rating"),
)


@register.simple_tag
def card_text(movie: Movie, marked_description: str = "") -> SafeString:
    """`marked_description` stands in for the title's own where words of it are marked."""
    shown = tuple(getattr(movie, name) for name in SHOWN)
    if marked_description:
        return render_to_string(
            "catalog/_card_text.html", {"movie": movie, "description": marked_description}
        )
    return _rendered(shown, get_language(), settings.CATALOGUE_LANGUAGE)


@lru_cache(maxsize=4_096)  # a kilobyte each
def _rendered(shown: tuple[Any, ...], *languages: str | None) -> SafeString:
    movie = Movie(**dict(zip(SHOWN, shown, strict=True)))
    return render_to_string("catalog/_card_text.html", {"movie": movie})
