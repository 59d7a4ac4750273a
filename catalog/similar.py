"""Titles that are close to a title."""

from collections.abc import Collection

from catalog.models import Movie

MOST_OF_A_COLLECTION = 60
MARGIN = 10


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


def nearest_titles(
    movie: Movie, *, count: int, kind: str = "", leave_out: Collection[int] = ()
) -> list[tuple[int, float]]:
    """Ids and cosine distances of the `count` nearest by embedding (of one kind, or of all) that
    everybody may see, nearest first, of equal ones the lower id; none for a title that has no
    embedding yet. `leave_out` are ids."""
    if movie.embedding is None:
        return []
    titles = Movie.objects.for_everybody()
    if kind:
        titles = titles.filter(kind=kind)
    others = titles.exclude(pk__in=[movie.pk, *leave_out])
    nearest = others.nearest_to(movie.embedding, model=movie.embedding_model)
    # The index may return equals in any order, and iterative scans slightly out of order: so a few
    # more are fetched than are returned.
    rows = nearest.values_list("distance", "pk")[: count + MARGIN]
    return [(pk, distance) for distance, pk in sorted(rows)[:count]]
