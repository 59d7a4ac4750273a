"""Vectors of two models in one table: never compared with each other."""

import pytest

from catalog.embeddings.encoder import current_model
from catalog.models import Movie

pytestmark = pytest.mark.django_db


def test_a_vector_of_another_model_is_not_found_however_near(catalogue: dict[str, Movie]):
    Movie.objects.filter(title="Jaws").update(embedding_model="older@1")
    jaws = catalogue["Jaws"].embedding
    assert jaws is not None
    found = Movie.objects.nearest_to(jaws, model=current_model())
    assert "Jaws" not in {movie.title for movie in found}
    assert len(found) == len(catalogue) - 1
    assert [movie.title for movie in Movie.objects.nearest_to(jaws, model="older@1")] == ["Jaws"]
