"""`{% films_like pk as films %}`: how the page of the seven questions shows similar films."""

from typing import Any

from django import template

from catalog.models import Movie
from recommendations.marks import hidden_ids
from recommendations.similar_films import SimilarFilms, similar_films

register = template.Library()


@register.simple_tag(takes_context=True)
def films_like(context: dict[str, Any], pk: int) -> SimilarFilms | None:
    """Without those that the visitor has seen or dismissed. None where the title has gone
    meanwhile."""
    movie = Movie.objects.published().for_cards().prefetch_related(None).filter(pk=pk).first()
    if movie is None:
        return None
    return similar_films(movie, leave_out=hidden_ids(context["request"].user))
