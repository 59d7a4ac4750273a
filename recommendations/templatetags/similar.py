"""`{% films_like pk as films %}`: how the page of the seven questions shows similar films."""

from django import template

from catalog.models import Movie
from recommendations.similar_films import SimilarFilms, similar_films

register = template.Library()


@register.simple_tag
def films_like(pk: int) -> SimilarFilms | None:
    """None where the title has gone meanwhile."""
    movie = Movie.objects.published().for_cards().prefetch_related(None).filter(pk=pk).first()
    return similar_films(movie) if movie else None
