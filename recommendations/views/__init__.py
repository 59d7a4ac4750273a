"""Pages and fragments, one noun a file."""

from recommendations.views.compare import compare
from recommendations.views.for_you import for_you
from recommendations.views.heart import toggle_favorite
from recommendations.views.lists import dismissed, favorites, ratings, seen, watchlist
from recommendations.views.marks import mark
from recommendations.views.panel import panel
from recommendations.views.predict import predict
from recommendations.views.similar import similar
from recommendations.views.stars import rating
from recommendations.views.title_choices import title_choices

__all__ = [
    "compare",
    "dismissed",
    "favorites",
    "for_you",
    "mark",
    "panel",
    "predict",
    "rating",
    "ratings",
    "seen",
    "similar",
    "title_choices",
    "toggle_favorite",
    "watchlist",
]
