"""A title and words as one request."""

import numpy as np
import pytest

from catalog.models import Movie
from catalog.search import Filters, search_titles
from catalog.search.cues import understand
from catalog.search.more_like import with_title
from tests.catalog.factories import FiguresFactory, GenreFactory, MovieFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("more like Jaws but in a laboratory", "in a laboratory"),
        ("something like Jaws, but clever", "clever"),
        ("like JAWS but with machines", "machines"),
        ("similar to Jaws but clever", "clever"),
        ("Jaws but clever", "clever"),
        ("a film like Jaws", ""),
        ("como Jaws pero en un laboratorio", "en un laboratorio"),
        ("algo parecido a Jaws, pero con máquinas", "máquinas"),
    ],
)
def test_the_title_is_read_and_the_rest_is_searched_for(text: str, rest: str):
    jaws = MovieFactory.create(title="Jaws")
    request = understand(text)
    assert (request.like, request.text) == (jaws.pk, rest)
    assert [(cue.name, cue.label) for cue in request.cues] == [("like", "like Jaws")]


@pytest.mark.parametrize(
    "text",
    ["Like Water for Chocolate", "like Unknown Film but funny", "he looks like Jaws", "like"],
)
def test_a_title_that_begins_so_and_an_unknown_one_are_words(text: str):
    for title in ("Jaws", "Like Water for Chocolate", "Water for Chocolate"):
        MovieFactory.create(title=title)
    request = understand(text)
    assert (request.like, request.text) == (None, text)


def test_of_namesakes_the_one_that_most_people_know_is_meant():
    MovieFactory.create(title="Jaws")
    known = FiguresFactory.create(movie__title="Jaws", vote_count=9_000).movie
    assert understand("like Jaws but funny").like == known.pk


def test_the_title_itself_never_comes(catalogue: dict[str, Movie]):
    for text in ("more like Jaws but clever", "a film like Jaws"):
        ids = [hit.movie_id for hit in search_titles(text, Filters()).hits]
        assert catalogue["Jaws"].pk not in ids
        assert catalogue["Deep Blue"].pk in ids[:2]  # beside the other film of the sea


def test_a_genre_alone_leaves_the_order_to_the_title(catalogue: dict[str, Movie]):
    comedy = GenreFactory.create(name="Comedy")
    for title in ("Groundhog Day", "Deep Blue"):
        catalogue[title].genres.add(comedy)
    ranking = search_titles("like Jaws but a comedy", Filters())
    assert ranking.request.text == ""
    assert [hit.movie_id for hit in ranking.hits] == [
        catalogue["Deep Blue"].pk,
        catalogue["Groundhog Day"].pk,
    ]


def test_the_title_of_a_page_goes_with_words_that_stand_alone(catalogue: dict[str, Movie]):
    request = understand("clever", like=catalogue["Jaws"].pk)
    assert (request.like, request.text) == (catalogue["Jaws"].pk, "clever")
    Movie.objects.filter(title="Jaws").update(is_published=False)
    assert understand("clever", like=catalogue["Jaws"].pk).like is None
    assert understand("clever", like=10**15).like is None


def test_the_vector_is_between_the_two(catalogue: dict[str, Movie]):
    jaws = catalogue["Jaws"]
    words = np.eye(512, dtype=np.float32)[0]
    title = np.asarray(jaws.embedding)
    both = with_title(words, jaws.pk, model=jaws.embedding_model)
    assert both is not None
    assert np.linalg.norm(both) == pytest.approx(1, abs=1e-5)
    assert both @ title > words @ title
    assert both @ words > title @ words


def test_vectors_of_another_model_are_not_mixed(catalogue: dict[str, Movie]):
    words = np.eye(512, dtype=np.float32)[0]
    assert with_title(words, catalogue["Jaws"].pk, model="another") is words
    assert with_title(None, catalogue["Jaws"].pk, model="another") is None
