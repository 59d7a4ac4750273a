"""`{% structured_data movie %}`: a title as schema.org describes it, for search engines."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString

from catalog.models import Movie

register = template.Library()

TYPES = {Movie.Kind.FILM: "Movie", Movie.Kind.SERIES: "TVSeries"}
# As Django's own json_script: no text can end the element that it stands in.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], movie: Movie) -> SafeString:
    facts = {
        "@context": "https://schema.org",
        "@type": TYPES[Movie.Kind(movie.kind)],
        "name": movie.title,
        "url": context["request"].build_absolute_uri(movie.get_absolute_url()),
        "description": movie.description,
        "datePublished": str(movie.release_year or ""),
        "contentRating": movie.age_rating,
        "duration": f"PT{movie.minutes}M" if movie.minutes and movie.kind == "film" else "",
        "numberOfSeasons": movie.seasons,
        "genre": [genre.name for genre in movie.genres.all()],
        "director": [_thing("Person", name) for name in movie.directors],
        "actor": [_thing("Person", name) for name in movie.cast],
        "countryOfOrigin": [_thing("Country", country.name) for country in movie.countries.all()],
    }
    known = {name: value for name, value in facts.items() if value}
    # The text is JSON, and the characters that HTML would read are escaped in it.
    return SafeString(json.dumps(known, ensure_ascii=False).translate(ESCAPES))


def _thing(kind: str, name: str) -> dict[str, str]:
    return {"@type": kind, "name": name}
