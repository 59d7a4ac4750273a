"""Titles that are close to a title."""

from collections.abc import Collection

from catalog.models import Movie

MOST_OF_A_COLLECTION = 60


def others_of_collection(movie: Movie) -> list[Movie]:
    """The other titles of the collection that it belongs to, oldest first."""
    if movie.collection is None:
        return []
    others = movie.collection.movies.for_everybody().exclude(pk=movie.pk)
    return list(
        others.only("title", "slug", "release_year", "collection").order_by("release_year", "pk")[
            :MOST_OF_A_COLLECTION
        ]
    )


def similar_titles(
    movie: Movie, *, count: int = 6, kind: str = "", leave_out: Collection[int] = ()
) -> list[Movie]:
    """The nearest titles by embedding (of one kind, or of all), nearest first, each with its
    `distance`; none for a title that has no embedding yet. `leave_out` are ids."""
    if movie.embedding is None:
        return []
    titles = Movie.objects.for_everybody()
    if kind:
        titles = titles.filter(kind=kind)
    nearest = (
        titles.exclude(pk__in=[movie.pk, *leave_out])
        .nearest_to(movie.embedding, model=movie.embedding_model)
        .for_cards()[:count]
    )
    # The index may return equals in any order, and iterative scans slightly out of order.
    return sorted(nearest, key=lambda other: (other.distance, other.pk))
