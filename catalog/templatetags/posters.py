"""`{% poster movie %}`: a picture in place of a poster, drawn from the title alone."""

import hashlib
from typing import Any

from django import template

from catalog.models import Movie

register = template.Library()


@register.inclusion_tag("catalog/_poster.html")
def poster(movie: Movie) -> dict[str, Any]:
    """Colours follow from the title and stay the same everywhere. They are attributes of the
    SVG, since the content security policy allows no style attributes."""
    digest = hashlib.sha256(movie.title.encode()).digest()
    hue = digest[0] * 360 // 256
    return {
        "initials": _initials(movie.title),
        "from_color": f"hsl({hue} 45% 38%)",
        "to_color": f"hsl({(hue + 30 + digest[1] % 60) % 360} 55% 22%)",
        "accent_color": f"hsl({(hue + 180) % 360} 60% 70%)",
        "gradient_id": f"poster-{movie.pk}",
        "shape": digest[2] % 4,
        "x": 20 + digest[3] % 60,
        "y": 30 + digest[4] % 80,
        "radius": 18 + digest[5] % 28,
    }


def _initials(title: str) -> str:
    words = [word for word in title.split() if word[:1].isalnum()] or [title[:1]]
    meaningful = [word for word in words if word.lower() not in {"the", "a", "an", "of"}] or words
    return "".join(word[0] for word in meaningful[:2]).upper()
