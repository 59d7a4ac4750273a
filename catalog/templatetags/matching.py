"""How near a match is, in figures that people read."""

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> int:
    """A share of one as a whole percentage; a cosine below zero is shown as 0."""
    return max(0, round(100 * share))
