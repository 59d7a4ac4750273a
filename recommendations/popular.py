"""What many like, spread over genres: for those who have told us nothing yet."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from catalog.models import Figures, Movie
from catalog.querysets import is_for_everybody
from catalog.version import catalogue_version
from recommendations.collaborative.data import LIKED_STARS
from recommendations.models import Favorite, RaterRating, Rating
from recommendations.recommendation import Recommendation, Why

# All favourites are counted for this list, which every visitor sees; it need not be exact.
CACHE_SECONDS = 60

# Raters come with imports alone. Of a full MovieLens the newest of its 33 million ratings tell as
# well what many like as all of them would, which took seconds to count.
RATERS_CACHE_SECONDS = 10 * 60
MOST_COUNTED = 500_000

# The votes change with imports alone.
WELL_RATED_CACHE_SECONDS = 60 * 60

# More than are ever shown: the visitor's own are left out, and what was hidden since the count.
MOST_LIKED = 200
MOST_RATED = 500
MARGIN = 10

# IMDb's weighted rating: a mean of few votes is drawn towards that of all titles, by as many votes
# as the least voted of the most voted titles has.
LEAST_VOTES = 100

# How many times as many as are shown a list is spread out of.
SPREAD_TIMES = 4


def popular_titles(
    *, leave_out: Collection[int] = (), kind: str = "", count: int
) -> list[Recommendation]:
    """What people like, of this site and of imported ratings, then what many rated well elsewhere,
    then the newest; each spread over genres. `kind` keeps films or series alone."""
    own = set(leave_out)
    likes = {pk: number for pk, number in _most_liked() if pk not in own}
    rated = [pk for pk in _well_rated(kind) if pk not in own and pk not in likes]
    several = SPREAD_TIMES * count + MARGIN
    titles = Movie.objects.for_everybody()
    if kind:
        titles = titles.filter(kind=kind)
    candidates = [*list(likes)[:several], *rated[:several]]
    shown = titles.for_cards().in_bulk(candidates)
    told = [shown[pk] for pk in candidates if pk in shown]
    genres: Counter[str] = Counter()
    liked = _spread([movie for movie in told if movie.pk in likes], count, genres)
    chosen = [Recommendation(movie, why=Why.POPULAR, liked_by=likes[movie.pk]) for movie in liked]
    others = _spread([movie for movie in told if movie.pk not in likes], count - len(liked), genres)
    chosen += [Recommendation(movie, why=Why.WELL_RATED) for movie in others]
    if missing := count - len(chosen):
        newest = (
            titles.exclude(pk__in=[*own, *shown])
            .for_cards()
            .order_by(F("release_year").desc(nulls_last=True), "-id")
        )
        chosen += [
            Recommendation(movie) for movie in _spread(list(newest[:several]), missing, genres)
        ]
    return chosen


def _spread(titles: list[Movie], count: int, shown: Counter[str]) -> list[Movie]:
    """`count` of the titles, each next one of the genres that were shown least so far, of equals
    the first. `shown` counts the genres, and goes on counting."""
    left = [(movie, [genre.name for genre in movie.genres.all()]) for movie in titles]
    spread: list[Movie] = []
    while left and len(spread) < count:
        repeated = [max((shown[name] for name in names), default=0) for _movie, names in left]
        movie, names = left.pop(repeated.index(min(repeated)))
        shown.update(names)
        spread.append(movie)
    return spread


def _most_liked() -> list[tuple[int, int]]:
    """Ids with the number of people who like them, most first; at most a minute old."""
    most_liked: list[tuple[int, int]] | None = cache.get("most-liked")
    if most_liked is None:
        likes = Counter(dict(_counted(Favorite.objects.all())))
        also_hearts = Favorite.objects.filter(user=OuterRef("user"), movie=OuterRef("movie"))
        likes.update(dict(_counted(_liked(Rating.objects.exclude(Exists(also_hearts))))))
        likes.update(dict(_liked_by_raters()))
        most_liked = sorted(likes.items(), key=lambda like: (-like[1], like[0]))[:MOST_LIKED]
        cache.set("most-liked", most_liked, CACHE_SECONDS)
    return most_liked


def _liked_by_raters() -> list[tuple[int, int]]:
    counted: list[tuple[int, int]] | None = cache.get("most-liked-by-raters")
    if counted is None:
        newest = RaterRating.objects.order_by("-pk").values("pk")[:MOST_COUNTED]
        counted = _counted(_liked(RaterRating.objects.filter(pk__in=newest)))
        cache.set("most-liked-by-raters", counted, RATERS_CACHE_SECONDS)
    return counted


def _liked(ratings: QuerySet[Any]) -> QuerySet[Any]:
    return ratings.filter(value__gte=2 * LIKED_STARS)


def _counted(likes: QuerySet[Any]) -> list[tuple[int, int]]:
    """Ids of the titles with most of these likes, and how many."""
    return list(
        likes.filter(movie__in=Movie.objects.for_everybody().values("pk"))
        .order_by()
        .values_list("movie")
        .annotate(likes=Count("pk"))
        .order_by("-likes", "movie")[:MOST_LIKED]
    )


def _well_rated(kind: str) -> list[int]:
    """Ids by weighted rating, best first, of the titles with most votes."""
    key = f"well-rated:{catalogue_version()}:{kind}"
    ids: list[int] | None = cache.get(key)
    if ids is None:
        voted = Figures.objects.filter(
            is_for_everybody("movie__"),
            Q(movie__kind=kind) if kind else Q(),
            vote_count__gte=LEAST_VOTES,
            vote_average__gt=0,
        )
        most = voted.order_by("-vote_count", "movie").values_list(
            "movie", "vote_count", "vote_average"
        )[:MOST_RATED]
        ids = [pk for _rating, pk in sorted(_weighted(list(most)), reverse=True)]
        cache.set(key, ids, WELL_RATED_CACHE_SECONDS)
    return ids


def _weighted(
    voted: list[tuple[int, int | None, float | None]],
) -> Iterator[tuple[float, int]]:
    """Of ids with number and mean of their votes, the most voted first: weighted mean and id."""
    if not voted:
        return
    mean = sum(average or 0.0 for _, _, average in voted) / len(voted)
    fewest = voted[-1][1] or LEAST_VOTES
    for pk, votes, average in voted:
        votes, average = votes or 0, average or 0.0
        yield (votes * average + fewest * mean) / (votes + fewest), pk
