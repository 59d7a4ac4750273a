"""Titles that are close in meaning, asked of Postgres."""

import pytest

from catalog.models import Movie
from recommendations.engines.base import NotServed
from recommendations.engines.clip import Clip

Titles = dict[str, Movie]


def named(catalogue: Titles, name: str, count: int, **options) -> list[str]:
    titles = {movie.pk: title for title, movie in catalogue.items()}
    found = Clip().nearest(catalogue[name].pk, count, **options)
    return [titles[neighbour.title_id] for neighbour in found]


def test_the_closest_comes_first_and_never_the_title_itself(catalogue: Titles):
    assert named(catalogue, "Jaws", 1) == ["Deep Blue"]
    assert "Jaws" not in named(catalogue, "Jaws", 50)


def test_scores_are_cosines_and_fall(catalogue: Titles):
    scores = [neighbour.score for neighbour in Clip().nearest(catalogue["Jaws"].pk, 50)]
    assert len(scores) == 7
    assert scores == sorted(scores, reverse=True)
    assert 1 > scores[0] > scores[-1] > -1


def test_of_equal_titles_the_lower_id_comes_first(catalogue: Titles):
    vector = catalogue["Moon Base"].embedding
    equals = ["Finding Nemo", "Love Actually", "The Matrix", "Groundhog Day"]
    Movie.objects.filter(title__in=equals).update(embedding=vector)
    found = Clip().nearest(catalogue["Moon Base"].pk, 2)
    wanted = sorted(catalogue[name].pk for name in equals)[:2]
    assert [neighbour.title_id for neighbour in found] == wanted


def test_one_kind_can_be_asked_for_and_titles_left_out(catalogue: Titles):
    Movie.objects.filter(title="Moon Base").update(kind="series")
    assert named(catalogue, "Jaws", 5, kind="series") == ["Moon Base"]
    left_out = [catalogue["Deep Blue"].pk]
    assert "Deep Blue" not in named(catalogue, "Jaws", 50, leave_out=left_out)


def test_hidden_titles_are_not_named(catalogue: Titles):
    Movie.objects.filter(title="Deep Blue").update(is_published=False)
    assert "Deep Blue" not in named(catalogue, "Jaws", 50)


def test_a_title_without_a_vector_is_not_served(catalogue: Titles):
    Movie.objects.filter(title="Jaws").update(embedding=None, embedding_model="", embedding_hash="")
    with pytest.raises(NotServed, match="has not been read"):
        Clip().nearest(catalogue["Jaws"].pk, 5)


@pytest.mark.django_db
def test_a_title_that_is_gone_is_not_served():
    with pytest.raises(NotServed, match="no such title"):
        Clip().nearest(1, 5)
