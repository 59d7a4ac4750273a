"""`/api/`: the seven questions, asked and answered on a page."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.ask.examples import examples
from catalog.ask.questions import QUESTIONS
from catalog.models import Figures, Movie, Person
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}


def film(title: str, *, director: str = "", actor: str = "", **figures: Any) -> Movie:
    released = figures.get("release_date")
    movie = MovieFactory.create(title=title, release_year=released.year if released else 2001)
    Figures.objects.create(movie=movie, **figures)
    for role, name in (("director", director), ("actor", actor)):
        if name:
            movie.credits.create(person=Person.objects.get_or_create(name=name)[0], role=role)
    return movie


@pytest.fixture
def films(db: None) -> dict[str, Movie]:
    makers = {"director": "Ana Díaz", "actor": "Bo O'Neil"}
    made = [
        film(
            "Tides",
            **makers,
            release_date=date(1999, 1, 1),
            budget=1_000_000,
            revenue=4_000_000,
            vote_count=2_000,
            vote_average=8.1,
            popularity=12.5,
        ),
        film(
            "Ebb",
            **makers,
            release_date=date(2001, 1, 5),
            budget=2_000_000,
            revenue=1_000_000,
            vote_count=1_999,
            vote_average=7.0,
        ),
        film("Unknown Sums", **makers, budget=5_000_000),
        film("One Dollar", **makers, budget=1, revenue=9_000_000),
    ]
    return {movie.title: movie for movie in made}


def ask(client: Client, question: str, about: str, **more: Any) -> str:
    """What the answer says, as HTMX gets it."""
    response = client.get("/api/", {"ask": question, "about": about, **more}, headers=HTMX)
    assert response.status_code == 200
    text = " ".join(response.content.decode().split())
    assert "<html" not in text
    assert text.startswith(f'<section class="answer" id="answer-{question}"')
    return text


@pytest.mark.usefixtures("films")
class TestAnswers:
    @pytest.mark.parametrize("month", ["January", "enero", "ENERO", "1"])
    def test_films_of_a_month_and_how_many_have_no_date(self, client: Client, month: str):
        answer = ask(client, "cantidad_filmaciones_mes", month)
        assert "2 films came out in January, of all years together." in answer
        assert "date of release</th><td>2</td>" in answer
        assert "date unknown</th><td>2</td>" in answer

    def test_films_of_a_weekday(self, client: Client):
        answer = ask(client, "cantidad_filmaciones_dia", "viernes")
        assert "2 films came out on a Friday" in answer

    def test_popularity_and_that_it_is_not_known(self, client: Client, films: dict[str, Movie]):
        answer = ask(client, "score_titulo", "tides")
        assert f'<a href="{films["Tides"].get_absolute_url()}">Tides</a> has a popularity' in answer
        assert "12.50" in answer
        assert "not known</td>" in ask(client, "score_titulo", "Ebb")

    def test_two_thousand_votes_are_enough_for_a_mean_and_one_fewer_is_not(self, client: Client):
        assert "has 2,000 votes, and their mean is 8.1 of 10." in ask(
            client, "votos_titulo", "Tides"
        )
        answer = ask(client, "votos_titulo", "Ebb")
        assert "1,999 votes, fewer than 2,000" in answer
        assert "7.0" not in answer

    @pytest.mark.parametrize(
        ("question", "name", "did"),
        [("get_actor", "bo o'neil", "acted in 4"), ("get_director", "ANA DIAZ", "directed 4")],
    )
    def test_returns_say_how_many_films_are_counted_and_left_out(
        self, client: Client, question: str, name: str, did: str
    ):
        answer = ask(client, question, name)
        assert f"{did} films." in answer
        assert "Films counted</th><td>2</td>" in answer
        assert "unknown</th><td>1</td>" in answer
        assert "below 1,000 dollars</th><td>1</td>" in answer
        assert "Mean return</th><td>2.25</td>" in answer
        assert "(median)</th><td>2.25</td>" in answer
        assert ("$1,000,000" in answer) == (question == "get_director")
        assert ("−$1,000,000" in answer) == (question == "get_director"), "a loss"

    def test_the_published_arithmetic_is_there_and_says_what_it_does(self, client: Client):
        answer = ask(client, "get_actor", "Bo O'Neil", incluir_desconocidos="true")
        assert "An unknown return counts as zero here" in answer
        assert "Films counted</th><td>4</td>" in answer
        assert "/api/get_actor/Bo%20O&#x27;Neil?incluir_desconocidos=true" in answer

    def test_similar_films_are_named_with_their_reasons(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        answer = ask(client, "get_recomendacion", "Jaws")
        assert "These are most like" in answer
        assert "% close in meaning" in answer, "nothing else is built"
        assert "These are by “meaning” instead." in answer
        assert f'<a href="{catalogue["Deep Blue"].get_absolute_url()}">Deep Blue</a>' in answer

    @pytest.mark.parametrize("kind", ["seen", "dismissed"])
    def test_a_film_that_somebody_has_seen_or_dismissed_is_not_among_the_similar_ones(
        self, client: Client, catalogue: dict[str, Movie], kind: str
    ):
        deep_blue = f">{catalogue['Deep Blue'].title}</a></th>"
        assert deep_blue in ask(client, "get_recomendacion", "Jaws")
        user = UserFactory.create()
        user.marks.create(movie=catalogue["Deep Blue"], kind=kind)
        client.force_login(user)
        answer = ask(client, "get_recomendacion", "Jaws")
        assert "These are most like" in answer
        assert deep_blue not in answer
        assert deep_blue in ask(Client(), "get_recomendacion", "Jaws"), "others see it"

    def test_a_title_that_was_not_read_yet_has_no_similar_ones_and_says_so(self, client: Client):
        assert "has not been read yet" in ask(client, "get_recomendacion", "Tides")


@pytest.mark.usefixtures("films")
class TestNames:
    def test_an_unknown_name_offers_the_nearest(self, client: Client, films: dict[str, Movie]):
        answer = ask(client, "score_titulo", "Tidess")
        assert "Nothing here is called “Tidess”." in answer
        assert f"about=Tides&amp;id={films['Tides'].pk}#question-score_titulo" in answer

    def test_a_name_that_several_have_offers_the_others(self, client: Client):
        other = film("Tides", release_date=date(1950, 3, 3), popularity=1.0)
        answer = ask(client, "score_titulo", "Tides")
        assert "12.50" in answer, "the one with most votes"
        assert "Another has this name" in answer
        assert f"id={other.pk}#question-score_titulo" in answer
        assert "1.00" in ask(client, "score_titulo", "Tides", id=other.pk)
        assert "1.00" in ask(client, "score_titulo", "Tides", year=1950)

    @pytest.mark.parametrize(
        "name", ["a/b?c#d", "It's", "千と千尋", "100%", "%27", "x" * 300, "???", "<b>Bold</b>"]
    )
    def test_any_title_is_found_here_and_by_its_address_for_programs(
        self, client: Client, name: str
    ):
        movie = film(name, popularity=3.25)
        fields = {"ask": "score_titulo", "about": name}
        response = client.get("/api/", fields, headers=HTMX)
        assert b"3.25" in response.content
        assert b"<b>Bold" not in response.content
        address = response.context["panel"].api_address
        assert client.get(address).json()["id"] == movie.pk
        assert client.get(response["HX-Push-Url"]).status_code == 200

    @pytest.mark.parametrize(
        "fields",
        [
            {"about": ""},
            {"about": "\0"},
            {},
            {"about": "x" * 501},
            {"about": "Tides", "id": "x"},
            {"about": "Tides", "id": "9" * 30},
            {"about": "Tides", "year": "1"},
            {"about": "Tides", "id": "1"},
        ],
    )
    def test_what_was_not_understood_is_said_and_not_answered(
        self, client: Client, fields: dict[str, str]
    ):
        response = client.get("/api/", {"ask": "score_titulo", **fields}, headers=HTMX)
        assert response.status_code == 200
        assert b"data-announced" in response.content
        assert b"12.50" not in response.content


@pytest.mark.django_db
class TestPage:
    def test_has_every_question_with_an_example_that_is_answered(
        self, client: Client, films: dict[str, Movie]
    ):
        page = client.get("/api/").content.decode()
        shown = examples()
        assert set(shown) == set(QUESTIONS)
        for name, about in shown.items():
            assert f'id="question-{name}"' in page
            assert "Nothing here is called" not in ask(client, name, about)
        assert shown["score_titulo"] == "Tides", "the film with most votes"
        assert (shown["get_actor"], shown["get_director"]) == ("Bo O'Neil", "Ana Díaz")
        assert reverse("api:openapi-view") in page

    def test_without_htmx_the_page_comes_with_the_answer(
        self, client: Client, films: dict[str, Movie]
    ):
        page = client.get("/api/", {"ask": "score_titulo", "about": "Tides"}).content.decode()
        assert "<html" in page
        assert "has a popularity of" in page
        assert page.count("<h2") == len(QUESTIONS)

    def test_of_an_empty_catalogue_asks_all_the_same(self, client: Client):
        assert client.get("/api/").status_code == 200
        assert "Nothing here is called" in ask(client, "get_director", "Anybody")
        assert "0 films came out" in ask(client, "cantidad_filmaciones_mes", "1")

    def test_an_unknown_question_is_the_page_without_an_answer(self, client: Client):
        response = client.get("/api/", {"ask": "__class__", "about": "x"}, headers=HTMX)
        assert response.context["answered"] is None

    def test_is_kept_apart_from_its_fragments(self, client: Client):
        assert "HX-Request" in client.get("/api/")["Vary"]

    def test_examples_are_chosen_once_for_a_catalogue(
        self, client: Client, films: dict[str, Movie], django_assert_num_queries: Any
    ):
        client.get("/api/")
        with django_assert_num_queries(0):
            client.get("/api/")

    @pytest.mark.parametrize("question", ["get_actor", "get_director"])
    def test_takes_the_same_number_of_queries_for_more_films(
        self, client: Client, films: dict[str, Movie], question: str
    ):
        about = {"get_actor": "Bo O'Neil", "get_director": "Ana Díaz"}[question]
        with CaptureQueriesContext(connection) as with_few:
            ask(client, question, about)
        for number in range(20):
            film(f"Film {number}", director="Ana Díaz", actor="Bo O'Neil", budget=2_000)
        with CaptureQueriesContext(connection) as with_many:
            ask(client, question, about)
        assert len(with_few) == len(with_many) <= 3
