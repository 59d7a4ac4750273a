"""`POST /api/recommendation`: similar titles in the shape of the published system."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from catalog.models import Movie
from tests.catalog.films import make_film
from tests.recommendations.test_similar_api import problem_of, serve

pytestmark = pytest.mark.django_db

QUESTION = {"model": "clip", "n_recommendations": 3, "movie_title": "Jaws"}


def post(client: Client, question: object, **headers: str) -> Any:
    return client.post(
        "/api/recommendation", question, content_type="application/json", headers=headers
    )


def test_is_answered_as_it_was_asked(client: Client, catalogue: dict[str, Movie]):
    answer = post(client, QUESTION).json()
    assert set(answer) == {
        *("model", "n_recommendations", "movie_id", "movie_title", "year"),
        *("message", "recommendations"),
    }
    assert answer["movie_id"] == catalogue["Jaws"].pk
    assert len(answer["recommendations"]) == 3
    assert answer["recommendations"][0]["title"] == "Deep Blue"


@pytest.mark.parametrize(
    ("model", "engine"), [("FAISS", "features"), ("ANNOY", "features-annoy"), ("KNN", "knn")]
)
def test_models_have_their_published_names_as_well(
    client: Client, monkeypatch: pytest.MonkeyPatch, model: str, engine: str
):
    make_film("Jaws")
    make_film("Alien")
    serve(monkeypatch, engine)
    answer = post(client, QUESTION | {"model": model, "n_recommendations": 1}).json()
    assert answer["model"] == engine


def test_a_misspelt_title_is_put_right_where_it_is_clear_which_is_meant(
    client: Client, catalogue: dict[str, Movie]
):
    answer = post(client, QUESTION | {"movie_title": "groundhg DAY"}).json()
    assert answer["movie_title"] == "Groundhog Day"


def test_else_the_three_nearest_are_offered(client: Client):
    for title in ("Toy Story", "Toy Story 2", "Toy Story 3", "Jaws"):
        make_film(title)
    problem = problem_of(post(client, QUESTION | {"movie_title": "Toy Story 4"}), 404)
    assert "“Toy Story 4”" in problem["detail"]
    names = {suggestion["nombre"] for suggestion in problem["sugerencias"]}
    assert names == {"Toy Story", "Toy Story 2", "Toy Story 3"}


def test_needs_no_token_reads_no_session_and_is_kept_by_nobody(catalogue: dict[str, Movie]):
    client = Client(enforce_csrf_checks=True)
    response = post(client, QUESTION, Origin="https://another.example")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_counts_among_the_questions_of_its_minute(
    client: Client, catalogue: dict[str, Movie], settings: Settings
):
    settings.API_REQUESTS_PER_MINUTE = 1
    statuses = [post(client, QUESTION).status_code for _ in range(2)]
    assert statuses == [200, 429]


def test_is_asked_with_post_alone(client: Client):
    response = client.get("/api/recommendation")
    assert problem_of(response, 405)["title"] == "This method is not allowed here"
    assert response["Allow"] == "POST"


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"model": "none"}, "model"),
        ({"model": 5}, "model"),
        ({"n_recommendations": 0}, "n_recommendations"),
        ({"n_recommendations": 51}, "n_recommendations"),
        ({"n_recommendations": "5"}, "n_recommendations"),
        ({"n_recommendations": True}, "n_recommendations"),
        ({"n_recommendations": 1.5}, "n_recommendations"),
        ({"n_recommendations": None}, "n_recommendations"),
        ({"movie_title": ""}, "movie_title"),
        ({"movie_title": "x" * 501}, "movie_title"),
        ({"movie_title": ["Jaws"]}, "movie_title"),
        ({"movie_title": "\ud800"}, "movie_title"),
    ],
)
def test_what_was_not_understood_is_said_by_its_name(
    client: Client, change: dict[str, object], parameter: str
):
    make_film("Jaws")
    (error,) = problem_of(post(client, QUESTION | change), 422)["errores"]
    assert error["parametro"] == parameter


@pytest.mark.parametrize("left_out", QUESTION)
def test_what_is_missing_is_said(client: Client, left_out: str):
    asked = {name: value for name, value in QUESTION.items() if name != left_out}
    (error,) = problem_of(post(client, asked), 422)["errores"]
    assert error == {"parametro": left_out, "mensaje": "This is missing."}


def test_an_empty_body_is_no_question(client: Client):
    problem_of(post(client, ""), 422)


@pytest.mark.parametrize("body", ["{", "[[[", "\xff"])
def test_what_is_no_json_is_said(client: Client, body: str):
    problem_of(post(client, body), 400)


@pytest.mark.parametrize(
    "title", ["\0", "a\0b", "' OR 1=1 --", "%s", "{{7*7}}", "x" * 500, "   ", "🦈"]
)
def test_any_title_is_a_name_and_nothing_else(client: Client, title: str):
    make_film("Jaws")
    problem_of(post(client, QUESTION | {"movie_title": title}), 404)
