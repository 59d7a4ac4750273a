"""The plain mean of the favourites' vectors."""

import numpy as np
import pytest

from catalog.models import Movie
from recommendations import favorites_mean
from recommendations.favorites_mean import nearest_to_mean
from tests.catalog.factories import MovieFactory


def vector_of(movie: Movie) -> np.ndarray:
    return np.array(movie.embedding, dtype=np.float32)


def ids(*movies: Movie) -> list[int]:
    return [movie.pk for movie in movies]


def test_the_nearest_to_the_mean_come_first_and_no_favorite_among_them(
    catalogue: dict[str, Movie],
):
    favorites = [catalogue["Jaws"], catalogue["Finding Nemo"]]
    mean = np.mean([vector_of(movie) for movie in favorites], axis=0)
    others = [movie for movie in catalogue.values() if movie not in favorites]
    expected = sorted(others, key=lambda movie: -float(vector_of(movie) @ mean))[:5]
    assert [r.movie for r in nearest_to_mean(ids(*favorites), count=5)] == expected


def test_each_names_the_favorite_it_is_closest_to(catalogue: dict[str, Movie]):
    favorites = ids(catalogue["Jaws"], catalogue["Love Actually"])
    reasons = {r.movie.title: r.because_of for r in nearest_to_mean(favorites, count=5)}
    assert reasons["Deep Blue"] == (catalogue["Jaws"],)


def test_vectors_of_two_models_are_never_mixed(catalogue: dict[str, Movie]):
    Movie.objects.filter(title="Jaws").update(embedding_model="older@1")
    favorites = ids(*(catalogue[name] for name in ("Jaws", "Love Actually", "Moon Base")))
    nearest = nearest_to_mean(favorites, count=5)
    assert {r.movie.embedding_model for r in nearest} == {catalogue["Moon Base"].embedding_model}
    assert "Jaws" not in {movie.title for r in nearest for movie in r.because_of}


def test_hidden_favorites_are_neither_a_reason_nor_in_the_mean(catalogue: dict[str, Movie]):
    jaws, love = catalogue["Jaws"], catalogue["Love Actually"]
    Movie.objects.filter(title="Jaws").update(is_published=False)
    shown = nearest_to_mean(ids(jaws, love), count=5)
    assert {r.because_of for r in shown} == {(love,)}
    assert [r.movie for r in nearest_to_mean(ids(love), count=5)] == [r.movie for r in shown]


def test_the_latest_favorites_count_and_the_earlier_are_still_left_out(
    catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(favorites_mean, "MOST_FAVORITES", 1)
    shown = nearest_to_mean(ids(catalogue["Jaws"], catalogue["Love Actually"]), count=5)
    assert {r.because_of for r in shown} == {(catalogue["Jaws"],)}
    assert catalogue["Love Actually"] not in [r.movie for r in shown]


def test_of_favorites_that_are_equally_close_the_first_in_the_catalogue_is_named(
    catalogue: dict[str, Movie],
):
    jaws, love = catalogue["Jaws"], catalogue["Love Actually"]
    Movie.objects.filter(pk=love.pk).update(embedding=jaws.embedding)
    reasons = {r.because_of for r in nearest_to_mean(ids(jaws, love), count=5)}
    assert reasons == {(min(jaws, love, key=lambda movie: movie.pk),)}


def test_what_is_left_out_and_other_kinds_do_not_come(catalogue: dict[str, Movie]):
    series = MovieFactory.create(kind="series")
    Movie.objects.filter(pk=series.pk).update(
        embedding=catalogue["Deep Blue"].embedding,
        embedding_model=catalogue["Deep Blue"].embedding_model,
        embedding_hash="x",
    )
    favorites = ids(catalogue["Jaws"])
    left = nearest_to_mean(favorites, count=9, leave_out=ids(catalogue["Deep Blue"]))
    assert catalogue["Deep Blue"] not in [r.movie for r in left]
    assert [r.movie for r in nearest_to_mean(favorites, count=9, kind="series")] == [series]
