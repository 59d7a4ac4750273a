"""What others like, then the newest: for those who have told us nothing yet."""

from collections.abc import Collection

from django.core.cache import cache
from django.db.models import Count, F

from catalog.models import Movie
from recommendations.engines.base import Recommendation
from recommendations.models import Favorite

# All favourites are counted for this list, which every visitor sees; it need not be exact.
CACHE_SECONDS = 60

# More than are ever shown: the visitor's own are left out, and what was hidden since the count.
MOST_LIKED = 200
MARGIN = 10


def liked_then_newest(*, leave_out: Collection[int] = (), count: int) -> list[Recommendation]:
    own = set(leave_out)
    likes = {pk: number for pk, number in _most_liked() if pk not in own}
    candidates = list(likes)[: count + MARGIN]
    movies = Movie.objects.for_everybody().for_cards().prefetch_related(None)  # genres: not shown
    shown = movies.in_bulk(candidates)
    liked = [shown[pk] for pk in candidates if pk in shown][:count]
    chosen = [Recommendation(movie, liked_by=likes[movie.pk]) for movie in liked]
    if len(chosen) < count:
        newest = movies.exclude(pk__in=[*own, *(movie.pk for movie in liked)]).order_by(
            F("release_year").desc(nulls_last=True), "-id"
        )
        chosen += [Recommendation(movie) for movie in newest[: count - len(chosen)]]
    return chosen


def _most_liked() -> list[tuple[int, int]]:
    """Ids with the number of people who like them, most first; at most a minute old."""
    most_liked = cache.get("most-liked")
    if most_liked is None:
        most_liked = list(
            Favorite.objects.filter(movie__in=Movie.objects.for_everybody().values("pk"))
            .values_list("movie")
            .annotate(likes=Count("pk"))
            .order_by("-likes", "movie")[:MOST_LIKED]
        )
        cache.set("most-liked", most_liked, CACHE_SECONDS)
    return most_liked
