"""What a person has told about titles, whoever it is: a user of the site or a rater of MovieLens.

It is read anew for each request, so that a favourite counts in the very next one.
"""

from dataclasses import dataclass, field, replace

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import F, PositiveSmallIntegerField, Value

from recommendations.collaborative.data import HIGHEST_STARS, LIKED_STARS
from recommendations.collaborative.ranking import weight_of
from recommendations.marks import HIDING_KINDS
from recommendations.models import Favorite, Mark, Rater, Rating

Person = AbstractBaseUser | AnonymousUser | Rater

# The latest count: taste changes, and the work for a page grows with them.
MOST_TITLES = 200

FAVORITE = "favorite"
RATING = "rating"


@dataclass(frozen=True, slots=True)
class History:
    stars: dict[int, float] = field(default_factory=dict)
    """Title id → stars, the latest first. A favourite that is not rated counts as five."""
    weights: dict[int, float] = field(default_factory=dict)
    """Title id → weight in the ranking model, the latest first, at most MOST_TITLES."""
    liked_ids: tuple[int, ...] = ()
    """Of those with a weight: favourites, and what has four stars or more."""
    favorite_ids: tuple[int, ...] = ()
    """Of the hearts alone, the latest first."""
    left_out: frozenset[int] = frozenset()
    """Never recommended: favourites, rated, seen or dismissed."""

    def starting_from(self, movie_id: int) -> "History":
        """Of one title alone; what is left out stays so."""
        return replace(
            self,
            weights={movie_id: weight_of(HIGHEST_STARS)},
            liked_ids=(movie_id,),
            favorite_ids=(movie_id,),
            left_out=self.left_out | {movie_id},
        )


def history_of(person: Person) -> History:
    """One query; none for somebody who is not logged in."""
    if isinstance(person, Rater):
        return _of_rater(person)
    return History() if person.pk is None else _of_user(person.pk)


def _of_user(user_id: int) -> History:
    columns = ("movie_id", "what", "half_stars", "at")
    highest = Value(round(2 * HIGHEST_STARS), PositiveSmallIntegerField())
    favorites = Favorite.objects.filter(user_id=user_id).annotate(
        what=Value(FAVORITE), half_stars=highest, at=F("created_at")
    )
    ratings = Rating.objects.filter(user_id=user_id).annotate(
        what=Value(RATING), half_stars=F("value"), at=F("updated_at")
    )
    marks = Mark.objects.filter(user_id=user_id, kind__in=HIDING_KINDS).annotate(
        what=F("kind"), half_stars=Value(0, PositiveSmallIntegerField()), at=F("created_at")
    )
    told = (
        favorites.order_by()
        .values_list(*columns)
        .union(
            ratings.order_by().values_list(*columns),
            marks.order_by().values_list(*columns),
            all=True,
        )
        .order_by("-at", "-movie_id")
    )
    rows = list(told)
    rated = {movie: value / 2 for movie, what, value, _at in rows if what == RATING}
    hearts = dict.fromkeys(movie for movie, what, _value, _at in rows if what == FAVORITE)
    known = dict.fromkeys(movie for movie, what, _value, _at in rows if what in (FAVORITE, RATING))
    dismissed = {movie for movie, what, _value, _at in rows if what == Mark.Kind.DISMISSED}
    stars = {movie: rated.get(movie, HIGHEST_STARS) for movie in known}
    counted = [movie for movie in stars if movie not in dismissed][:MOST_TITLES]
    liked = {movie for movie in counted if movie in hearts or stars[movie] >= LIKED_STARS}
    return History(
        stars=stars,
        weights={
            movie: weight_of(HIGHEST_STARS if movie in liked else stars[movie]) for movie in counted
        },
        liked_ids=tuple(movie for movie in counted if movie in liked),
        favorite_ids=tuple(hearts),
        left_out=frozenset(movie for movie, *_ in rows),
    )


def _of_rater(rater: Rater) -> History:
    rows = rater.ratings.order_by("-rated_at", "-movie_id").values_list("movie_id", "value")
    stars = {movie: value / 2 for movie, value in rows}
    counted = list(stars)[:MOST_TITLES]
    liked = tuple(movie for movie in counted if stars[movie] >= LIKED_STARS)
    return History(
        stars=stars,
        weights={movie: weight_of(stars[movie]) for movie in counted},
        liked_ids=liked,
        favorite_ids=liked,
        left_out=frozenset(stars),
    )
