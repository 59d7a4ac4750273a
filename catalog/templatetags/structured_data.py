"""`{% structured_data movie %}`: a title as schema.org describes it, for search engines."""

import json
from collections.abc import Callable
from typing import Any

from django import template
from django.utils.safestring import SafeString

from catalog.models import Credit, Figures, Movie

register = template.Library()

TYPES = {Movie.Kind.FILM: "Movie", Movie.Kind.SERIES: "TVSeries"}
# Of a crowd of three hundred nobody asks for more.
FIRST_ACTORS = 20
# As Django's own json_script: no text can end the element that it stands in.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], movie: Movie) -> SafeString:
    figures = getattr(movie, "figures", None)
    absolute = context["request"].build_absolute_uri
    facts = {
        "@context": "https://schema.org",
        "@type": TYPES[Movie.Kind(movie.kind)],
        "name": movie.title,
        "alternateName": movie.original_title if movie.original_title != movie.title else "",
        "url": absolute(movie.get_absolute_url()),
        "description": movie.description,
        "datePublished": str(getattr(figures, "release_date", None) or movie.release_year or ""),
        "contentRating": movie.age_rating,
        "duration": f"PT{movie.minutes}M" if movie.minutes and movie.kind == "film" else "",
        "numberOfSeasons": movie.seasons,
        "genre": [genre.name for genre in movie.genres.all()],
        "keywords": [keyword.name for keyword in movie.keywords.all()],
        "director": [_person(credit, absolute) for credit in movie.credited(Credit.Role.DIRECTOR)],
        "actor": [
            _person(credit, absolute) for credit in movie.credited(Credit.Role.ACTOR)[:FIRST_ACTORS]
        ],
        "productionCompany": [
            _thing("Organization", company.name) for company in movie.companies.all()
        ],
        "countryOfOrigin": [_thing("Country", country.name) for country in movie.countries.all()],
        "aggregateRating": _rating(figures),
        "sameAs": f"https://www.imdb.com/title/{movie.imdb_id}/" if movie.imdb_id else "",
    }
    known = {name: value for name, value in facts.items() if value}
    # The text is JSON, and the characters that HTML would read are escaped in it.
    return SafeString(json.dumps(known, ensure_ascii=False).translate(ESCAPES))


def _person(credit: Credit, absolute: Callable[[str], str]) -> dict[str, str]:
    person = credit.person
    return _thing("Person", person.name) | {"url": absolute(person.get_absolute_url())}


def _rating(figures: Figures | None) -> dict[str, Any] | None:
    """Only of titles that somebody has voted on, as search engines demand."""
    if figures is None or not figures.vote_count or figures.vote_average is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": figures.vote_average,
        "ratingCount": figures.vote_count,
        "bestRating": 10,
        "worstRating": 0,
    }


def _thing(kind: str, name: str) -> dict[str, str]:
    return {"@type": kind, "name": name}
