"""`{% expected_rating movie %}`: what pages of other apps show of predictions."""

from typing import Any

from django import template

from catalog.models import Movie
from recommendations.collaborative.serving import served
from recommendations.history import history_of
from recommendations.predict import PredictedRating, predict_rating

register = template.Library()


@register.simple_tag(takes_context=True)
def expected_rating(context: dict[str, Any], movie: Movie) -> PredictedRating | None:
    """For whoever is logged in, from what they have told; None before they have told anything, for
    a title that they have rated or made a favourite, and without a trained model. Two queries."""
    user = context["request"].user
    if not user.is_authenticated:
        return None
    history = history_of(user)
    if not history.stars or movie.pk in history.stars:
        return None
    return predict_rating(history, movie.pk, served())
