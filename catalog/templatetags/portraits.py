"""`{% portrait person %}`: a picture in place of a photograph, drawn from the name alone."""

import hashlib
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from catalog.models import Person
from catalog.templatetags.posters import PALETTES

register = template.Library()


@register.simple_tag
def portrait(person: Person) -> SafeString:
    return _drawn(person.name)


@lru_cache(maxsize=4_096)  # half a kilobyte each
def _drawn(name: str) -> SafeString:
    digest = hashlib.sha256(name.encode()).digest()
    ground, shape, accent = PALETTES[digest[0] % len(PALETTES)]
    drawing = {
        "initials": _initials(name),
        "ground": ground,
        "shape": shape,
        "accent": accent,
        "x": 10 + digest[1] % 80,
        "y": 55 + digest[2] % 35,
    }
    return render_to_string("catalog/_portrait.html", drawing)


def _initials(name: str) -> str:
    """Of the first and the last word."""
    words = [word for word in name.split() if word[0].isalnum()] or [name.strip()]
    return "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper()
