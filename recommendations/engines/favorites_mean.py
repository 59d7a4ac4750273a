"""The titles nearest to the mean of a user's favourites."""

from collections.abc import Collection

import numpy as np
from django.db.models import Avg

from catalog.models import Movie
from recommendations.engines.base import Recommendation

# The nearest few by distance alone come from the index; ties are broken among a margin of them.
MARGIN = 10


def nearest_to_mean(favorite_ids: Collection[int], *, count: int) -> list[Recommendation]:
    """`count` titles by cosine distance to the mean of the favourites' vectors, favourites left
    out. Empty where no favourite has an embedding.

    Vectors of two models are never averaged: the model that most favourites have decides.
    """
    favorites = list(
        Movie.objects.filter(pk__in=favorite_ids, embedding__isnull=False)
        .only("pk", "title", "slug", "release_year", "embedding", "embedding_model")
        .order_by("pk")
    )
    if not favorites:
        return []
    models = [favorite.embedding_model for favorite in favorites]
    model = max(sorted(set(models)), key=models.count)
    favorites = [favorite for favorite in favorites if favorite.embedding_model == model]
    mean = Movie.objects.filter(pk__in=[favorite.pk for favorite in favorites]).aggregate(
        mean=Avg("embedding")
    )["mean"]
    nearest = list(
        Movie.objects.for_everybody()
        .exclude(pk__in=favorite_ids)
        .nearest_to(mean, model=model)
        .prefetch_related("genres")
        .defer("search_document", "people_text")[: count + MARGIN]
    )
    nearest.sort(key=lambda movie: (movie.distance, movie.pk))
    return [
        Recommendation(movie, because_of=_closest(movie, favorites)) for movie in nearest[:count]
    ]


def _closest(movie: Movie, favorites: list[Movie]) -> Movie:
    vectors = np.array([favorite.embedding for favorite in favorites], dtype=np.float32)
    return favorites[int(np.argmax(vectors @ np.array(movie.embedding, dtype=np.float32)))]
