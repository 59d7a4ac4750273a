"""What the "recommended for you" panel shows."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from recommendations.engines.base import Recommendation
from recommendations.engines.favorites_mean import nearest_to_mean
from recommendations.engines.popular import liked_then_newest
from recommendations.models import Favorite

PANEL_SIZE = 5


@dataclass(frozen=True, slots=True)
class Panel:
    recommendations: list[Recommendation]
    is_personal: bool


def recommend_for(user: AbstractBaseUser | AnonymousUser) -> Panel:
    """Nearest to the mean of the user's favourites; without any, what others like."""
    favorite_ids: list[int] = []
    if user.is_authenticated:
        favorite_ids = list(
            Favorite.objects.filter(user_id=user.pk)
            .order_by("-created_at", "-id")
            .values_list("movie_id", flat=True)
        )
        if personal := nearest_to_mean(favorite_ids, count=PANEL_SIZE):
            return Panel(personal, is_personal=True)
    return Panel(liked_then_newest(leave_out=favorite_ids, count=PANEL_SIZE), is_personal=False)
