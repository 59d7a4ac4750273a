"""Score and votes of a title, over HTTP; and what holds for similar films as well."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db

QUESTIONS = ["score_titulo", "votos_titulo", "get_recomendacion"]
ODD_TITLES = [
    "Face/Off",
    "/",
    "Who Framed Roger Rabbit?",
    "???",
    "#Horror",
    "O'Brother",
    'Say "Yes"',
    "50% Off & More",
    "千と千尋の神隠し",
    "Ёлки",
    "दंगल",
    "$",
    "a+b",
    "Robert'); DROP TABLE catalog_movie;--",
    "__import__('os').system('true')",
]


def ask(client: Client, question: str, title: str, query: str = "", **headers: str) -> dict:
    answer = client.get(f"/api/{question}/{quote(title, safe='')}{query}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("title", ODD_TITLES)
def test_a_title_of_any_characters_is_answered(client: Client, question: str, title: str):
    movie = make_film(title)
    answer = ask(client, question, title)
    assert (answer["id"], answer["titulo"]) == (movie.pk, title)


def test_a_slash_may_also_be_sent_as_it_is(client: Client):
    make_film("Face/Off")
    assert client.get("/api/score_titulo/Face/Off").json()["titulo"] == "Face/Off"


def test_score_tells_year_and_popularity(client: Client):
    movie = make_film("Toy Story", release_year=1995, popularity=21.946943)
    assert ask(client, "score_titulo", "toy story") == {
        "id": movie.pk,
        "titulo": "Toy Story",
        "año_lanzamiento": 1995,
        "popularidad": 21.946943,
        "otros": [],
        "otros_total": 0,
        "mensaje": None,
    }


def test_votes_tells_number_and_mean(client: Client):
    make_film("Toy Story", vote_count=5_415, vote_average=7.7)
    answer = ask(client, "votos_titulo", "Toy Story")
    assert (answer["conteo_votos"], answer["votos_promedio"], answer["mensaje"]) == (
        5415,
        7.7,
        None,
    )


@pytest.mark.parametrize("votes", [0, 1, 1_999])
def test_fewer_than_two_thousand_votes_have_no_mean_but_a_message(client: Client, votes: int):
    make_film("Rare", vote_count=votes, vote_average=9.9)
    answer = ask(client, "votos_titulo", "Rare")
    assert (answer["conteo_votos"], answer["votos_promedio"]) == (votes, None)
    assert f"{votes:,} vote" in answer["mensaje"]
    assert "2,000" in answer["mensaje"]


def test_two_thousand_votes_are_enough(client: Client):
    make_film("Oldboy", vote_count=2_000, vote_average=8.0)
    answer = ask(client, "votos_titulo", "Oldboy")
    assert (answer["conteo_votos"], answer["votos_promedio"], answer["mensaje"]) == (
        2000,
        8.0,
        None,
    )


def test_what_is_unknown_of_a_title_is_null_and_said_so(client: Client):
    make_film("No figures", release_year=None)
    answer = ask(client, "score_titulo", "No figures")
    assert (answer["popularidad"], answer["año_lanzamiento"]) == (None, None)
    assert answer["mensaje"]
    answer = ask(client, "votos_titulo", "No figures")
    assert (answer["conteo_votos"], answer["votos_promedio"]) == (None, None)
    assert answer["mensaje"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_repeated_title_is_the_most_voted_and_lists_the_others(client: Client, question: str):
    old = make_film("Cinderella", release_year=1950, vote_count=1_700)
    new = make_film("Cinderella", release_year=2015, vote_count=2_374)
    answer = ask(client, question, "Cinderella")
    assert answer["id"] == new.pk
    assert answer["otros"] == [{"id": old.pk, "titulo": "Cinderella", "año_lanzamiento": 1950}]
    assert answer["otros_total"] == 1
    for query in (f"?id={old.pk}", "?year=1950", f"?year=1950&id={old.pk}"):
        assert ask(client, question, "Cinderella", query)["id"] == old.pk


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_unknown_title_is_a_problem_with_the_three_nearest_names(client: Client, question: str):
    for title in ("Toy Story", "Toy Story 2", "Toy Story 3", "Jaws"):
        make_film(title)
    answer = client.get(f"/api/{question}/Toy Stori")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert [one["nombre"] for one in answer.json()["sugerencias"]] == [
        "Toy Story",
        "Toy Story 2",
        "Toy Story 3",
    ]
    assert "Toy Story (2001)" in answer.json()["detail"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_hidden_title_is_unknown(client: Client, question: str):
    make_film("Hidden", is_published=False)
    answer = client.get(f"/api/{question}/Hidden")
    assert answer.status_code == 404
    assert answer.json()["sugerencias"] == []
