"""A title's vector is made of its text and of its keywords."""

import numpy as np
import pytest

from catalog.embeddings.encoder import load_encoder
from catalog.embeddings.title_vectors import KEYWORDS_WEIGHT, title_vectors
from catalog.models import Movie


def test_keywords_count_a_third_as_much_as_the_text():
    encoder = load_encoder()
    movies = [
        Movie(title="Jaws", description="A shark hunts swimmers.", keywords_text="beach, police"),
        Movie(title="Solaris", description="An ocean thinks."),
    ]
    jaws, solaris = title_vectors(movies, encoder.encode)
    text, keywords = encoder.encode(["A shark hunts swimmers.", "beach, police"])
    both = text + KEYWORDS_WEIGHT * keywords
    assert jaws @ both / np.linalg.norm(both) == pytest.approx(1.0, abs=1e-3)
    assert np.linalg.norm(jaws) == pytest.approx(1.0, abs=1e-5)
    assert solaris @ encoder.encode(["An ocean thinks."])[0] >= 0.999
