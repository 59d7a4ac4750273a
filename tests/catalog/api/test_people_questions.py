"""What an actor's or a director's films brought in, over HTTP."""

from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from catalog.api.questions import MOST_FILMS
from catalog.models import Credit, Movie, Person
from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db


def ask(client: Client, question: str, name: str, query: str = "") -> dict:
    answer = client.get(f"/api/{question}/{quote(name, safe='')}{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def _films(db: None) -> None:
    make_film(
        "Hit",
        actors="Ana",
        directors="Eva",
        budget=1_000_000,
        revenue=4_000_000,
        release_date=date(2001, 5, 4),
    )
    make_film("Flop", actors="Ana", directors="Eva", budget=2_000_000, revenue=1_000_000)
    make_film("Unknown", actors="Ana", directors="Eva", revenue=3_000_000)
    make_film("One dollar", actors="Ana", directors="Eva", budget=1, revenue=12_000_000)


@pytest.mark.usefixtures("_films")
@pytest.mark.parametrize(
    ("question", "field", "name"),
    [("get_actor", "actor", "Ana"), ("get_director", "director", "Eva")],
)
def test_money_comes_with_what_was_left_out(client: Client, question: str, field: str, name: str):
    answer = ask(client, question, name.lower())
    assert answer[field] == name
    assert answer["cantidad_peliculas"] == 4
    assert (answer["n"], answer["sin_datos"], answer["inverosimiles"]) == (2, 1, 1)
    assert answer["retorno_total"] == 4.5
    assert answer["retorno_promedio"] == answer["retorno_mediana"] == 2.25
    films = {film["titulo"]: film for film in answer["peliculas"]}
    assert films["Hit"] == {
        "id": Movie.objects.get(title="Hit").pk,
        "titulo": "Hit",
        "año_lanzamiento": 2001,
        "fecha_lanzamiento": "2001-05-04",
        "retorno": 4.0,
        "presupuesto": 1_000_000,
        "ingresos": 4_000_000,
        "ganancia": 3_000_000,
        "inverosimil": False,
    }
    assert films["Flop"]["ganancia"] == -1_000_000
    assert (films["Unknown"]["retorno"], films["Unknown"]["ganancia"]) == (None, None)
    assert films["One dollar"]["inverosimil"] is True


@pytest.mark.usefixtures("_films")
def test_the_published_arithmetic_can_be_asked_for(client: Client):
    for truth in ("true", "True"):
        answer = ask(client, "get_director", "Eva", f"?incluir_desconocidos={truth}")
        assert (answer["n"], answer["sin_datos"], answer["inverosimiles"]) == (4, 0, 0)
        assert answer["retorno_total"] == 12_000_004.5
        assert answer["retorno_promedio"] == 12_000_004.5 / 4
        films = {film["titulo"]: film["retorno"] for film in answer["peliculas"]}
        assert films["Unknown"] == 0.0
        assert answer["mensaje"]
    plain = ask(client, "get_director", "Eva")
    assert plain == ask(client, "get_director", "Eva", "?incluir_desconocidos=false")


def test_nothing_known_is_null_with_a_message_rather_than_zero(client: Client):
    make_film("Unknown", actors="Ana")
    make_film("One dollar", actors="Ana", budget=1, revenue=1_000_000)
    answer = ask(client, "get_actor", "Ana")
    assert (answer["n"], answer["sin_datos"], answer["inverosimiles"]) == (0, 1, 1)
    assert (
        answer["retorno_total"] is answer["retorno_promedio"] is answer["retorno_mediana"] is None
    )
    assert answer["mensaje"] == (
        "Of none of these films are a revenue and a plausible budget known."
    )


@pytest.mark.parametrize(
    "name", ["Peter O'Toole", "Renée Zellweger", "三船敏郎", "AC/DC", "50 Cent?"]
)
@pytest.mark.parametrize(
    ("question", "role"), [("get_actor", "actors"), ("get_director", "directors")]
)
def test_a_name_of_any_characters_is_answered(client: Client, question: str, role: str, name: str):
    make_film("A film", **{role: name})
    assert ask(client, question, name)[role[:-1]] == name


def test_namesakes_are_listed_and_can_be_chosen(client: Client):
    busy, idle = (Person.objects.create(name="Li Wei", tmdb_id=i) for i in (1, 2))
    for person in (busy, busy, idle):
        make_film("A film", actors=person)
    answer = ask(client, "get_actor", "li wei")
    assert (answer["id"], answer["cantidad_peliculas"]) == (busy.pk, 2)
    assert answer["otros"] == [{"id": idle.pk, "nombre": "Li Wei", "titulos": 1}]
    assert ask(client, "get_actor", "li wei", f"?id={idle.pk}")["id"] == idle.pk


@pytest.mark.usefixtures("_films")
@pytest.mark.parametrize(("question", "name"), [("get_actor", "Anna"), ("get_director", "Evan")])
def test_an_unknown_name_is_a_problem_with_the_nearest(client: Client, question: str, name: str):
    answer = client.get(f"/api/{question}/{name}")
    assert answer.status_code == 404
    assert [one["nombre"] for one in answer.json()["sugerencias"]] in (["Ana"], ["Eva"])


@pytest.mark.usefixtures("_films")
def test_an_actor_is_no_director(client: Client):
    assert client.get("/api/get_director/Ana").status_code == 404


def test_the_list_of_films_is_bounded_and_their_number_is_not(client: Client):
    person = Person.objects.create(name="Busy")
    movies = [Movie(kind="film", title=f"Film {number}") for number in range(MOST_FILMS + 5)]
    for movie in movies:
        movie.derive_fields()
    Credit.objects.bulk_create(
        Credit(movie=movie, person=person, role="actor")
        for movie in Movie.objects.bulk_create(movies)
    )
    answer = ask(client, "get_actor", "Busy")
    assert len(answer["peliculas"]) == MOST_FILMS
    assert answer["cantidad_peliculas"] == MOST_FILMS + 5
