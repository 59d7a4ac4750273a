"""What all titles have in common is taken out of what is asked."""

import json
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError

from catalog.embeddings.encoder import current_model
from catalog.models import Movie
from catalog.search import typical
from catalog.search.typical import apart_from_typical


def test_the_bundled_encoder_s_typical_title_is_known():
    vector = np.full(512, 512**-0.5, dtype=np.float32)
    apart = apart_from_typical(vector, model=current_model())
    assert np.linalg.norm(apart) == pytest.approx(1.0, abs=1e-5)
    assert not np.allclose(apart, vector)


def test_of_two_titles_that_are_as_near_the_less_typical_one_is_preferred(monkeypatch):
    common, rare, request = np.zeros((3, 512), dtype=np.float32)
    common[0], rare[1], request[:2] = 1, 1, 0.5**0.5
    monkeypatch.setattr(typical, "_typical_titles", lambda: {"a model": common})
    apart = apart_from_typical(request, model="a model")
    assert apart @ rare > apart @ common


def test_of_another_model_a_request_stays_as_it_is():
    vector = np.ones(512, dtype=np.float32)
    assert apart_from_typical(vector, model="another@0.2") is vector


def test_it_is_the_mean_of_the_titles_that_have_a_description(
    catalogue: dict[str, Movie], manage, tmp_path: Path
):
    Movie.objects.filter(title="Jaws").update(description="")
    told = [np.asarray(movie.embedding) for movie in Movie.objects.exclude(title="Jaws")]
    manage("measure_typical_title", "--output", tmp_path / "typical.json")
    measured = json.loads((tmp_path / "typical.json").read_text())
    assert measured["model"] == current_model()
    assert measured["titles"] == len(told)
    assert np.allclose(measured["mean"], np.mean(told, axis=0), atol=1e-4)


def test_without_vectors_nothing_is_measured_and_nothing_written(db: None, manage, tmp_path: Path):
    with pytest.raises(CommandError, match="no title with a description has a vector"):
        manage("measure_typical_title", "--output", tmp_path / "typical.json")
    assert not (tmp_path / "typical.json").exists()
