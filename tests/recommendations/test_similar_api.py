"""Similar titles over HTTP: by id and by name."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import Genre, Movie
from recommendations import similar
from recommendations.engines.base import Neighbour, NotServed
from recommendations.engines.choices import ENGINES
from tests.catalog.factories import MovieFactory
from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db


def ask(client: Client, path: str, **fields: str | int) -> dict[str, Any]:
    response = client.get(f"/api/{path}", fields)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def problem_of(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    return document


class Everything:
    """An engine that knows all films, the newest row first."""

    def nearest(
        self, title_id: int, count: int, *, kind: str = "", **choices: object
    ) -> list[Neighbour]:
        titles = Movie.objects.exclude(pk=title_id).order_by("-pk")
        if kind:
            titles = titles.filter(kind=kind)
        return [Neighbour(pk, float(pk)) for pk in titles.values_list("pk", flat=True)[:count]]


class Knowing(Everything):
    """One that knows a single film."""

    def __init__(self, movie: Movie) -> None:
        self.movie = movie

    def nearest(self, *arguments: object, **choices: object) -> list[Neighbour]:
        return [Neighbour(self.movie.pk, 0.5)]


def serve(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    def engine(name: str) -> Everything:
        if name not in names:
            raise NotServed("It was not built.")
        return Everything()

    monkeypatch.setattr(similar, "engine_named", engine)


class TestById:
    def test_answers_titles_with_score_reason_and_imdb(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        horror = Genre.objects.create(name="Horror")
        jaws, other = (make_film(name, release_year=1975) for name in ("Jaws", "Alien"))
        for movie in (jaws, other):
            movie.genres.add(horror)
        Movie.objects.filter(pk=other.pk).update(imdb_id="tt0078748")
        serve(monkeypatch, "knn")
        assert ask(client, f"movies/{jaws.pk}/similar", engine="knn", n=1) == {
            "id": jaws.pk,
            "title": "Jaws",
            "year": 1975,
            "engine": "knn",
            "n": 1,
            "message": None,
            "similar": [
                {
                    "id": other.pk,
                    "title": "Alien",
                    "year": 1975,
                    "score": float(other.pk),
                    "reason": "In both: Horror; Of the same year",
                    "imdb_url": "https://www.imdb.com/title/tt0078748/",
                }
            ],
        }

    def test_without_an_engine_the_one_that_stands_in_is_named(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        first, _ = MovieFactory.create_batch(2)
        serve(monkeypatch, "clip")
        answer = ask(client, f"movies/{first.pk}/similar", n=1)
        assert answer["engine"] == "clip"
        assert answer["message"].startswith("It was not built. These are by ")

    def test_fewer_than_asked_for_are_said_to_be(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        first, *_ = MovieFactory.create_batch(3)
        serve(monkeypatch, "clip")
        answer = ask(client, f"movies/{first.pk}/similar", engine="clip", n=50)
        assert len(answer["similar"]) == 2
        assert answer["message"] == "“meaning” knows only 2 titles to show."

    def test_an_engine_that_was_named_is_not_filled_up_and_no_other_is_asked(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        first, second, *_ = MovieFactory.create_batch(4)

        def engine(name: str) -> Everything:
            if name != "tfidf":
                pytest.fail(f"{name} is asked")
            return Knowing(second)

        monkeypatch.setattr(similar, "engine_named", engine)
        answer = ask(client, f"movies/{first.pk}/similar", engine="tfidf", n=3)
        assert [each["id"] for each in answer["similar"]] == [second.pk]
        assert answer["engine"] == "tfidf"
        assert answer["message"] == "“words (TF-IDF)” knows only 1 title to show."
        films = ask(client, f"get_recomendacion/{first.title}", modelo="tfidf", id=first.pk)
        assert [each["id"] for each in films["recomendaciones"]] == [second.pk]

    def test_the_mix_of_one_part_is_not_called_the_mix(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        path = f"movies/{catalogue['Jaws'].pk}/similar"
        answer = ask(client, path, n=2)
        assert answer["engine"] == "clip"
        assert answer["message"].endswith("These are by “meaning” instead.")
        assert answer["similar"] == ask(client, path, n=2, engine="clip")["similar"]
        refused = problem_of(client.get(f"/api/{path}", {"engine": "blend"}), 409)
        assert "too few parts" in refused["detail"]

    def test_ten_are_usual_and_fifty_the_most(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        first, *_ = MovieFactory.create_batch(52)
        serve(monkeypatch, "clip")
        path = f"movies/{first.pk}/similar"
        assert len(ask(client, path, engine="clip")["similar"]) == 10
        assert len(ask(client, path, engine="clip", n=50)["similar"]) == 50

    @pytest.mark.parametrize("name", ["CLIP", "Clip"])
    def test_case_does_not_matter_in_an_engine_s_name(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, name: str
    ):
        first, _ = MovieFactory.create_batch(2)
        serve(monkeypatch, "clip")
        assert ask(client, f"movies/{first.pk}/similar", engine=name)["engine"] == "clip"

    @pytest.mark.parametrize("engine", [name for name in ENGINES if name != "clip"])
    def test_an_engine_that_was_named_and_cannot_answer_is_a_conflict_that_says_why(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, engine: str
    ):
        first, _ = MovieFactory.create_batch(2)
        serve(monkeypatch, "clip")
        response = client.get(f"/api/movies/{first.pk}/similar", {"engine": engine})
        assert problem_of(response, 409)["detail"] == "It was not built."

    def test_a_title_that_no_engine_knows_is_a_conflict_too(self, client: Client):
        movie = MovieFactory.create()
        for fields in ({}, {"engine": "clip"}):
            response = client.get(f"/api/movies/{movie.pk}/similar", fields)
            assert "not been read" in problem_of(response, 409)["detail"]

    @pytest.mark.parametrize(
        ("fields", "parameter", "reason"),
        [
            ({"n": 0}, "n", "At least 1 is expected."),
            ({"n": 51}, "n", "At most 50 is expected."),
            ({"n": "ten"}, "n", "A whole number is expected."),
            ({"n": ""}, "n", "A whole number is expected."),
            ({"engine": "none"}, "engine", f"One of these is expected: {', '.join(ENGINES)}."),
            ({"engine": ""}, "engine", f"One of these is expected: {', '.join(ENGINES)}."),
        ],
    )
    def test_what_was_not_understood_is_said_by_its_name(
        self, client: Client, fields: dict[str, str | int], parameter: str, reason: str
    ):
        movie = MovieFactory.create()
        response = client.get(f"/api/movies/{movie.pk}/similar", fields)
        problem = problem_of(response, 422)
        assert problem["errores"] == [{"parametro": parameter, "mensaje": reason}]

    def test_an_unknown_or_hidden_title_is_not_found(self, client: Client):
        hidden = MovieFactory.create(is_published=False)
        for pk in (hidden.pk, 999_999):
            response = client.get(f"/api/movies/{pk}/similar")
            assert str(pk) in problem_of(response, 404)["detail"]


class TestByName:
    def test_films_are_five_and_say_how_near_and_why(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        Movie.objects.filter(title="Breaking Bad").update(kind="series")
        answer = ask(client, "get_recomendacion/jaws")
        similar = answer["recomendaciones"]
        assert len(similar) == 5
        assert similar[0]["titulo"] == "Deep Blue"
        assert {"Jaws", "Breaking Bad"}.isdisjoint(one["titulo"] for one in similar)
        nearness = [one["similitud"] for one in similar]
        assert nearness == sorted(nearness, reverse=True)
        assert all(one["motivo"] for one in similar)
        assert answer["modelo"]

    def test_model_and_number_can_be_chosen(self, client: Client, catalogue: dict[str, Movie]):
        answer = ask(client, "get_recomendacion/jaws", modelo="clip", n=2)
        assert (answer["modelo"], len(answer["recomendaciones"])) == ("clip", 2)
        assert answer["mensaje"] is None

    def test_a_title_that_is_not_embedded_yet_is_an_answer_and_no_error(self, client: Client):
        make_film("Fresh")
        answer = ask(client, "get_recomendacion/Fresh")
        assert answer["recomendaciones"] == []
        assert "later" in answer["mensaje"]

    def test_a_model_that_was_named_and_cannot_answer_is_a_conflict(self, client: Client):
        make_film("Fresh")
        response = client.get("/api/get_recomendacion/Fresh", {"modelo": "clip"})
        assert "not been read" in problem_of(response, 409)["detail"]

    @pytest.mark.parametrize("fields", [{"n": 0}, {"n": 51}, {"n": "x"}, {"modelo": "x"}])
    def test_what_was_not_understood_is_said(self, client: Client, fields: dict[str, str | int]):
        make_film("Jaws")
        (error,) = problem_of(client.get("/api/get_recomendacion/Jaws", fields), 422)["errores"]
        assert error["parametro"] in fields
