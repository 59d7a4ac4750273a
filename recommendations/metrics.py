"""What favourites and recommendations count, for Prometheus."""

from prometheus_client import Counter

FAVORITE_TOGGLES = Counter(
    "movieclip_favorite_toggles", "Presses of the heart by what they did.", ["action"]
)
RATINGS = Counter("movieclip_ratings", "Ratings by users, by what they did.", ["action"])
MARKS = Counter(
    "movieclip_marks", "Presses of seen, not interested and watchlist.", ["kind", "action"]
)
