"""What others like, then the newest: for those who have told us nothing yet."""

from collections.abc import Collection

from django.db.models import Count, F

from catalog.models import Movie
from recommendations.engines.base import Recommendation
from recommendations.models import Favorite


def liked_then_newest(*, leave_out: Collection[int] = (), count: int) -> list[Recommendation]:
    likes = dict(
        Favorite.objects.filter(movie__in=Movie.objects.for_everybody().values("pk"))
        .exclude(movie__in=leave_out)
        .values_list("movie")
        .annotate(likes=Count("pk"))
        .order_by("-likes", "movie")[:count]
    )
    liked = Movie.objects.for_cards().in_bulk(likes)
    chosen = [Recommendation(liked[pk], liked_by=number) for pk, number in likes.items()]
    if len(chosen) < count:
        newest = (
            Movie.objects.for_everybody()
            .exclude(pk__in=[*leave_out, *likes])
            .for_cards()
            .order_by(F("release_year").desc(nulls_last=True), "-id")
        )
        chosen += [Recommendation(movie) for movie in newest[: count - len(chosen)]]
    return chosen
