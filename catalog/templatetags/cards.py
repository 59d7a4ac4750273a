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
def card_text(movie: Movie) -> SafeString:
    shown = tuple(getattr(movie, name) for name in SHOWN)
    return _rendered(shown, get_language(), settings.CATALOGUE_LANGUAGE)


@lru_cache(maxsize=4_096)  # a kilobyte each
def _rendered(shown: tuple[Any, ...], *languages: str | None) -> SafeString:
    movie = Movie(**dict(zip(SHOWN, shown, strict=True)))
    return render_to_string("catalog/_card_text.html", {"movie": movie})
