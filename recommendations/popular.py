"""What many like, spread over genres: for those who have told us nothing yet."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import zip_longest
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from catalog.models import Figures, Movie
from catalog.querysets import is_for_everybody
from catalog.version import catalogue_version
from recommendations.collaborative.data import LIKED_STARS
from recommendations.models import Favorite, RaterRating, Rating
from recommendations.recommendation import Recommendation, Why

# Every like is counted for this list, which every visitor sees; it need not be exact.
LIKES_CACHE_SECONDS = 10 * 60

# All 33 million ratings of a full MovieLens took seconds to count. Those that were imported last
# stand for them; they need not be the last that were given, as a file goes by rater.
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
    """What people of this site like; then in turns what imported raters like and what many rated
    well elsewhere; then the newest; each spread over genres. `kind` keeps films or series alone."""
    own = set(leave_out)
    several = SPREAD_TIMES * count + MARGIN
    titles = Movie.objects.for_everybody()
    if kind:
        titles = titles.filter(kind=kind)
    here, by_raters = _most_liked(kind)
    likes = {**here, **by_raters}
    rated = [pk for pk in _well_rated(kind) if pk not in likes]
    sources = [[pk for pk in ids if pk not in own][:several] for ids in (here, by_raters, rated)]
    shown = titles.for_cards().in_bulk([pk for ids in sources for pk in ids])
    told = [[shown[pk] for pk in ids if pk in shown] for ids in sources]
    chosen = _spread(told[0], count, after=[])
    missing = count - len(chosen)
    chosen += _in_turns(*(_spread(movies, missing, after=chosen) for movies in told[1:]))[:missing]
    recommended = [
        Recommendation(movie, why=Why.POPULAR, liked_by=likes[movie.pk])
        if movie.pk in likes
        else Recommendation(movie, why=Why.WELL_RATED)
        for movie in chosen
    ]
    if missing := count - len(chosen):
        newest = (
            titles.exclude(pk__in=[*own, *shown])
            .for_cards()
            .order_by(F("release_year").desc(nulls_last=True), "-id")
        )
        recommended += [
            Recommendation(movie)
            for movie in _spread(list(newest[:several]), missing, after=chosen)
        ]
    return recommended


def _spread(titles: list[Movie], count: int, *, after: list[Movie]) -> list[Movie]:
    """`count` of the titles, each next one of the genres that were shown least so far, `after`
    included; of equals the first."""
    shown = Counter(genre.name for movie in after for genre in movie.genres.all())
    left = [(movie, [genre.name for genre in movie.genres.all()]) for movie in titles]
    spread: list[Movie] = []
    while left and len(spread) < count:
        repeated = [max((shown[name] for name in names), default=0) for _movie, names in left]
        movie, names = left.pop(repeated.index(min(repeated)))
        shown.update(names)
        spread.append(movie)
    return spread


def _in_turns(*lists: list[Movie]) -> list[Movie]:
    """One of each list after another; where one ends, the others go on."""
    return [movie for turn in zip_longest(*lists) for movie in turn if movie is not None]


def _most_liked(kind: str) -> tuple[dict[int, int], dict[int, int]]:
    """Ids with the number of people who like them, users and raters together: what most users
    like, and of all else what most raters like, since raters may outnumber users by far."""
    key = f"most-liked:{kind}"
    most_liked: tuple[dict[int, int], dict[int, int]] | None = cache.get(key)
    if most_liked is None:
        hearts = _counted(Favorite.objects.all(), kind)
        also_hearts = Favorite.objects.filter(user=OuterRef("user"), movie=OuterRef("movie"))
        by_users = hearts + _counted(_liked(Rating.objects.exclude(Exists(also_hearts))), kind)
        by_raters = _counted(_liked(_imported_last()), kind)
        by_all = by_users + by_raters
        here = _most(by_users)
        elsewhere = _most(Counter({pk: by_raters[pk] for pk in by_raters.keys() - here}))
        most_liked = {pk: by_all[pk] for pk in here}, {pk: by_all[pk] for pk in elsewhere}
        cache.set(key, most_liked, LIKES_CACHE_SECONDS)
    return most_liked


def _imported_last() -> QuerySet[RaterRating]:
    """A range of the primary key, which is read from its index however many ratings there are."""
    before = RaterRating.objects.order_by("-pk").values_list("pk", flat=True)[MOST_COUNTED:]
    return RaterRating.objects.filter(pk__gt=next(iter(before[:1]), 0))


def _liked(ratings: QuerySet[Any]) -> QuerySet[Any]:
    return ratings.filter(value__gte=2 * LIKED_STARS)


def _counted(likes: QuerySet[Any], kind: str) -> Counter[int]:
    """Ids of titles, of one kind where one is asked for, and how many of these likes they have."""
    titles = Movie.objects.for_everybody()
    if kind:
        titles = titles.filter(kind=kind)
    counted = likes.filter(movie__in=titles.values("pk")).order_by().values_list("movie")
    return Counter(dict(counted.annotate(likes=Count("pk"))))


def _most(likes: Counter[int]) -> list[int]:
    return sorted(likes, key=lambda pk: (-likes[pk], pk))[:MOST_LIKED]


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
