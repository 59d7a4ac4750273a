"""`{% poster movie %}`: a picture in place of a poster, drawn from the title alone."""

import hashlib
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalog.models import Movie

register = template.Library()

# Ground, shape and accent. White letters stand on the first two, so both are dark enough for them.
PALETTES = (
    ("#14213d", "#28508a", "#ffb454"),
    ("#2b2d42", "#5a4a6f", "#ef8354"),
    ("#233018", "#4d6b2c", "#e9c46a"),
    ("#3d0c11", "#8f1d2c", "#ffb703"),
    ("#0b3048", "#0a6476", "#ff8b6a"),
    ("#2d1e2f", "#6d3b6e", "#f7b32b"),
    ("#12322a", "#27684f", "#d8e2b0"),
    ("#3b2314", "#8a4b1f", "#ffe0a3"),
    ("#22223b", "#553d80", "#f4acc0"),
    ("#1d2025", "#454f63", "#e8dcc4"),
    ("#20114a", "#4f31a0", "#f9c74f"),
    ("#0a2f35", "#176b6b", "#f4d58d"),
)
COMPOSITIONS = 7
SMALL_WORDS = frozenset({"the", "a", "an", "of", "and"})


@register.simple_tag
def poster(movie: Movie) -> SafeString:
    return _drawn(movie.title)


@lru_cache(maxsize=4_096)  # a kilobyte each
def _drawn(title: str) -> SafeString:
    """Colours and shapes follow from the title and stay the same everywhere. They are attributes
    of the SVG, since the content security policy allows no style attributes."""
    digest = hashlib.sha256(title.encode()).digest()
    ground, shape, accent = PALETTES[digest[0] % len(PALETTES)]
    drawing = {
        "title": title,
        "letter_size": _letter_size(title),
        "initials": _initials(title),
        "ground": ground,
        "shape": shape,
        "accent": accent,
        "composition": digest[1] % COMPOSITIONS,
        "x": 25 + digest[2] % 50,
        "y": 35 + digest[3] % 30,
        "radius": 18 + digest[4] % 16,
    }
    return render_to_string("catalog/_poster.html", drawing)


def _letter_size(title: str) -> str:
    """The largest of four sizes in which the longest word fits the width and all words the
    height; the sizes stand in cards.css."""
    longest = max((len(word) for word in title.split()), default=0)
    for size, word_length, length in (("xl", 8, 18), ("l", 10, 32), ("m", 13, 56)):
        if longest <= word_length and len(title) <= length:
            return size
    return "s"


def _initials(title: str) -> str:
    words = [word for word in title.split() if word[:1].isalnum()] or [title[:1]]
    meaningful = [word for word in words if word.lower() not in SMALL_WORDS] or words
    return "".join(word[0] for word in meaningful[:2]).upper()
