"""The titles nearest to the mean of a user's favourites."""

from collections import Counter
from collections.abc import Collection, Sequence

from django.db.models import Avg

from catalog.models import Movie
from recommendations.recommendation import Recommendation, Why

# The nearest few by distance alone come from the index; ties are broken among a margin of them.
MARGIN = 10

# The latest count: taste changes, a mean of hundreds hardly moves with one more, and each costs
# five distances to find the reasons (500: 37 ms in all among 100,000 titles, 5: 10 ms).
MOST_FAVORITES = 500


def nearest_to_mean(
    favorite_ids: Sequence[int], *, count: int, leave_out: Collection[int] = (), kind: str = ""
) -> list[Recommendation]:
    """`count` titles by cosine distance to the mean of the favourites' vectors, favourites and
    `leave_out` left out; `kind` keeps films or series alone. Empty where no favourite has an
    embedding.

    `favorite_ids` are the latest first. Hidden favourites count for nothing. Vectors of two models
    are never averaged: the model that most favourites have decides.
    """
    models = dict(
        Movie.objects.published()
        .filter(pk__in=favorite_ids, embedding__isnull=False)
        .values_list("pk", "embedding_model")
    )
    if not models:
        return []
    votes = Counter(models.values())
    model = max(sorted(votes), key=votes.__getitem__)
    counted = [pk for pk in favorite_ids if models.get(pk) == model][:MOST_FAVORITES]
    mean = Movie.objects.filter(pk__in=counted).aggregate(mean=Avg("embedding"))["mean"]
    titles = Movie.objects.for_everybody()
    if kind:
        titles = titles.filter(kind=kind)
    nearest = list(
        titles.exclude(pk__in={*favorite_ids, *leave_out})
        .nearest_to(mean, model=model)
        .for_cards()
        .prefetch_related(None)[: count + MARGIN]  # nobody shows their genres
    )
    nearest.sort(key=lambda movie: (movie.distance, movie.pk))
    closest = _closest_favorites([movie.pk for movie in nearest[:count]], counted)
    return [
        Recommendation(
            movie,
            why=Why.CLOSE,
            because_of=(closest[movie.pk],) if movie.pk in closest else (),
            score=1.0 - movie.distance,
        )
        for movie in nearest[:count]
    ]


def _closest_favorites(movie_ids: Sequence[int], favorite_ids: Sequence[int]) -> dict[int, Movie]:
    """Title → the favourite that it is closest to, with what a link to it needs."""
    # A sort that begins with the title's id keeps Postgres off the HNSW index, which would look
    # through the whole catalogue for these few.
    favorites = Movie.objects.raw(
        """
        SELECT DISTINCT ON (movie.id)
            movie.id AS movie_id, favorite.id, favorite.title, favorite.slug, favorite.release_year
        FROM catalog_movie AS movie CROSS JOIN catalog_movie AS favorite
        WHERE movie.id = ANY(%s) AND favorite.id = ANY(%s)
        ORDER BY movie.id, movie.embedding <=> favorite.embedding, favorite.id
        """,
        [list(movie_ids), list(favorite_ids)],
    )
    return {
        favorite.movie_id: favorite  # type: ignore[attr-defined]  # a column of this query alone
        for favorite in favorites
    }
