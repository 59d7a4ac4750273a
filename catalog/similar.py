"""Titles that are close to a title."""

from catalog.models import Movie


def similar_titles(movie: Movie, *, count: int = 6) -> list[Movie]:
    """The nearest titles by embedding, nearest first, each with its `distance`; none for a title
    that has no embedding yet."""
    if movie.embedding is None:
        return []
    nearest = (
        Movie.objects.for_everybody()
        .exclude(pk=movie.pk)
        .nearest_to(movie.embedding, model=movie.embedding_model)
        .for_cards()[:count]
    )
    # The index may return equals in any order, and iterative scans slightly out of order.
    return sorted(nearest, key=lambda other: (other.distance, other.pk))
