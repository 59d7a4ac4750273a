"""Which requests are asked of a catalogue, whom they mean there, and what is left out."""

import pytest

from catalog.evaluation.questions import ABSENT, ELSEWHERE, EMPTY, Questions, questions_of
from catalog.evaluation.requests import Gold, JudgedRequest
from catalog.models import Movie
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jaws() -> Movie:
    movie = MovieFactory.create(title="Jaws", release_year=1975, imdb_id="tt0073195")
    movie.sources.create(platform="tmdb", source_id="578")
    movie.sources.create(platform="netflix", source_id="s1")
    return movie


def request(gold: Gold, **fields: object) -> JudgedRequest:
    defaults = {"query_id": "a", "texts": {"short": "shark", "long": "a shark eats"}}
    return JudgedRequest(**(defaults | fields), gold=(gold,))  # type: ignore[arg-type]


def asked(*requests: JudgedRequest, **options: object) -> Questions:
    ids = Movie.objects.values_list("pk", flat=True)
    defaults = {"length": None, "among": ids, "platforms": ["netflix", "tmdb"]}
    return questions_of(requests, **(defaults | options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "gold",
    [
        Gold(tmdb_id="578"),
        Gold(show_id="s1"),
        Gold(imdb_id="tt0073195"),
        Gold(title="JAWS!", year=1975),
        Gold(title="Jaws", year=1975, kind="film"),
        Gold(tmdb_id="1", title="Jaws", year=1975),
        Gold(show_id="m9", platform="sample", title="Jaws", year=1975),
    ],
)
def test_a_film_is_found_by_any_of_its_ids_and_by_its_name(jaws: Movie, gold: Gold):
    found = asked(request(gold)).asked
    assert [question.films for question in found] == [(frozenset([jaws.pk]),)] * 2


@pytest.mark.parametrize(
    "gold",
    [
        Gold(tmdb_id="579"),
        Gold(show_id="578"),
        Gold(show_id="s1", platform="hulu"),
        Gold(title="Jaws", year=1976),
        Gold(title="Jaws", year=1975, kind="series"),
    ],
)
def test_a_film_that_is_not_here_is_counted(jaws: Movie, gold: Gold):
    questions = asked(request(gold))
    assert questions.asked == []
    assert questions.left_out == {"short": {ABSENT: 1}, "long": {ABSENT: 1}}


def test_a_film_that_does_not_compete_is_not_here(jaws: Movie):
    assert asked(request(Gold(tmdb_id="578")), among=[]).asked == []


def test_empty_texts_are_left_out_of_their_own_length_alone(jaws: Movie):
    texts = {"short": " ", "long": "a shark eats"}
    questions = asked(request(Gold(tmdb_id="578"), texts=texts))
    assert [question.length for question in questions.asked] == ["long"]
    assert questions.left_out == {"short": {EMPTY: 1}}


def test_one_length_alone(jaws: Movie):
    questions = asked(request(Gold(tmdb_id="578")), length="short")
    assert [question.text for question in questions.asked] == ["shark"]


def test_requests_of_another_catalogue_are_left_out(jaws: Movie):
    ours = request(Gold(tmdb_id="578"), catalogue="netflix")
    others = request(Gold(tmdb_id="578"), catalogue="sample")
    questions = asked(ours, others, length="short")
    assert len(questions.asked) == 1
    assert questions.left_out == {"short": {ELSEWHERE: 1}}


def test_titles_of_one_name_are_one_film_and_films_are_counted_once(jaws: Movie):
    again = MovieFactory.create(title="Jaws", release_year=1975)
    several = JudgedRequest(
        "a", {"query": "shark"}, (Gold(title="Jaws", year=1975), Gold(title="jaws", year=1975))
    )
    [question] = asked(several).asked
    assert question.films == (frozenset([jaws.pk, again.pk]),)


def test_films_of_training_requests_are_told_apart_by_whatever_id(jaws: Movie):
    other = MovieFactory.create(title="Tides", release_year=2001)
    requests = [request(Gold(tmdb_id="578")), request(Gold(title="Tides", year=2001))]
    training = [request(Gold(imdb_id="tt0073195")), request(Gold(tmdb_id="999"))]
    questions = asked(*requests, length="short", training=training)
    assert {tuple(q.films[0]): q.was_trained_on for q in questions.asked} == {
        (jaws.pk,): True,
        (other.pk,): False,
    }
    assert asked(*requests).asked[0].was_trained_on is None


def test_queries_do_not_grow_with_the_requests(jaws: Movie, django_assert_max_num_queries):
    requests = [request(Gold(tmdb_id=str(number))) for number in range(570, 600)]
    with django_assert_max_num_queries(3):
        assert len(asked(*requests, among=[jaws.pk]).asked) == 2
