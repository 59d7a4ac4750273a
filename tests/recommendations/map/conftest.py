"""Titles whose vectors lie in groups, which a map must keep."""

import numpy as np
import pytest

from catalog.embeddings import DIMENSIONS
from catalog.embeddings.encoder import current_model
from catalog.models import Movie
from recommendations.map import drawing
from tests.catalog.factories import GenreFactory, MovieFactory

GROUPS = ("Drama", "Comedy", "Horror")


@pytest.fixture(autouse=True)
def _no_drawing_of_other_tests() -> None:
    drawing._here.clear()


@pytest.fixture
def grouped_titles(db: None) -> list[Movie]:
    """Sixty titles, twenty of each genre, each genre about a direction of its own."""
    return make_grouped_titles(20)


def make_grouped_titles(of_each: int) -> list[Movie]:
    chance = np.random.default_rng(7)
    middles = np.linalg.qr(chance.normal(size=(DIMENSIONS, len(GROUPS))))[0].T
    for nth in range(of_each * len(GROUPS)):
        genre = GROUPS[nth % len(GROUPS)]
        movie = MovieFactory.create(
            title=f"{genre} {nth:03}", release_year=1940 + 2 * nth, genres=[genre_called(genre)]
        )
        vector = middles[nth % len(GROUPS)] + 0.02 * chance.normal(size=DIMENSIONS)
        give_vector(movie, vector / np.linalg.norm(vector))
    return list(Movie.objects.order_by("pk"))


def genre_called(name: str):
    return GenreFactory.create(name=name)


def give_vector(movie: Movie, vector: np.ndarray) -> None:
    Movie.objects.filter(pk=movie.pk).update(
        embedding=vector.tolist(), embedding_model=current_model(), embedding_hash=movie.text_hash
    )
