"""What the "recommended for you" panel shows."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from recommendations.for_you import ForYou, recommend

PANEL_SIZE = 5


def recommend_for(user: AbstractBaseUser | AnonymousUser) -> ForYou:
    """For you in short, as the page has it before anything is chosen there."""
    return recommend(user, count=PANEL_SIZE)
