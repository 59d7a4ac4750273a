"""What favourites and recommendations count, for Prometheus."""

from prometheus_client import Counter

FAVORITE_TOGGLES = Counter(
    "movieclip_favorite_toggles", "Presses of the heart by what they did.", ["action"]
)
