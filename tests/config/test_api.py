"""What holds for every question: how long its answer keeps, in which language it is, and how each
fault is told."""

import subprocess
import sys
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from catalog.lookup import find_title
from catalog.models import Movie
from tests.catalog.films import make_film
from tests.conftest import REPOSITORY

SCORE = "/api/score_titulo/Jaws"
PROBLEM = "application/problem+json"
SPANISH = {"Accept-Language": "es-AR,es;q=0.9"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def jaws(db: None) -> Movie:
    return make_film(
        "Jaws", actors="Ana", directors="Eva", popularity=19.7, vote_count=2_628, vote_average=7.5
    )


EVERY_QUESTION = [
    "/api/cantidad_filmaciones_mes/1",
    "/api/cantidad_filmaciones_dia/1",
    SCORE,
    "/api/votos_titulo/Jaws",
    "/api/get_actor/Ana",
    "/api/get_director/Eva",
    "/api/get_recomendacion/Jaws",
]
every_question = pytest.mark.parametrize("address", EVERY_QUESTION)


def problem(response) -> dict:
    """Of a response that is one, whole and sound."""
    assert response["Content-Type"] == PROBLEM
    assert response["Cache-Control"] == "no-store"
    document = response.json()
    assert document["status"] == response.status_code
    assert document["type"]
    assert document["title"]
    return document


# Keeping ----------------------------------------------------------------------------------------


@every_question
def test_an_answer_may_be_kept_and_asked_for_again_by_its_etag(
    client: Client, jaws: Movie, address: str
):
    first = client.get(address)
    assert first.status_code == 200
    assert first["Cache-Control"] == "public, max-age=300"
    assert {"Accept-Language", "Cookie"} <= set(first["Vary"].split(", "))
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


def test_another_answer_has_another_etag(client: Client, jaws: Movie):
    tag = client.get(SCORE)["ETag"]
    jaws.figures.popularity = 1.0
    jaws.figures.save()
    changed = client.get(SCORE, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json()["popularidad"] == 1.0


def test_a_compressed_answer_is_known_again_too(client: Client, jaws: Movie):
    for year in range(1950, 1960):
        make_film("Jaws", release_year=year)
    first = client.get(SCORE, headers={"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    headers = {"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]}
    assert client.get(SCORE, headers=headers).status_code == 304


@every_question
def test_the_head_of_an_answer_can_be_asked_for(client: Client, jaws: Movie, address: str):
    response = client.head(address)
    assert (response.status_code, response.content) == (200, b"")


# Faults -----------------------------------------------------------------------------------------


def test_an_address_that_is_none_is_a_problem_document(client: Client):
    for address in ("/api/nothing", "/api/score_titulo/", "/api/get_actor"):
        assert problem(client.get(address))["title"] == "Not found"


@every_question
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_questions_are_asked_with_get_alone(client: Client, address: str, method: str):
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert problem(response)["title"] == "This method is not allowed here"
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("?year=abc", "year", "A whole number is expected."),
        ("?year=1_995", "year", "A whole number is expected."),
        ("?year=", "year", "A whole number is expected."),
        ("?year=99999", "year", "At most 2100 is expected."),
        ("?id=0", "id", "At least 1 is expected."),
        ("?id=99999999999999999999999", "id", f"At most {2**63 - 1} is expected."),
        ("?id=-1", "id", "At least 1 is expected."),
    ],
)
def test_a_value_that_is_none_is_said_by_its_name(
    client: Client, jaws: Movie, query: str, parameter: str, reason: str
):
    response = client.get(SCORE + query)
    assert response.status_code == 422
    assert problem(response)["errores"] == [{"parametro": parameter, "mensaje": reason}]


def test_a_truth_that_is_none_is_said_too(client: Client, jaws: Movie):
    response = client.get("/api/get_actor/Ana?incluir_desconocidos=maybe")
    assert response.status_code == 422
    assert problem(response)["errores"][0]["parametro"] == "incluir_desconocidos"


@pytest.mark.parametrize(
    ("error", "status"), [(RuntimeError("secret"), 500), (OperationalError("secret"), 503)]
)
def test_a_fault_of_ours_is_a_problem_document_that_gives_nothing_away(
    jaws: Movie, error: Exception, status: int
):
    client = Client(raise_request_exception=False)
    with patch("catalog.api.questions.find_title", side_effect=error):
        response = client.get(SCORE)
    assert response.status_code == status
    assert "secret" not in str(problem(response))
    if status == 503:
        assert response["Retry-After"]


def test_a_body_that_is_too_large_is_a_problem_document(client: Client):
    response = client.generic("GET", SCORE, b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    assert response.status_code == 413
    problem(response)


ASK_WITHOUT_A_DATABASE = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, SERVER_NAME="localhost")
for address in %r:
    answer = client.get(address)
    print(answer.status_code, answer["Content-Type"], "Retry-After" in answer)
"""


def test_without_the_database_every_question_says_so(served_environment: dict[str, str]):
    environment = served_environment | {
        "DATABASE_URL": "postgres://movieclip:x@127.0.0.1:1/movieclip",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "CRITICAL",
    }
    answers = subprocess.run(
        [sys.executable, "-c", ASK_WITHOUT_A_DATABASE % EVERY_QUESTION],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert answers == [f"503 {PROBLEM} True"] * len(EVERY_QUESTION)


# Language ---------------------------------------------------------------------------------------


def test_answers_and_faults_say_which_language_they_are_in(client: Client, jaws: Movie):
    for address in (SCORE, "/api/score_titulo/Nothing"):
        assert client.get(address)["Content-Language"] == "en"
        spanish = client.get(address, headers=SPANISH)
        assert spanish["Content-Language"] == "es"
        assert "Accept-Language" in spanish["Vary"]


def test_letters_are_sent_as_they_are(client: Client, jaws: Movie):
    assert '"año_lanzamiento"' in client.get(SCORE).content.decode()


# The published systems' faults ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "O'Toole",
        "'; DROP TABLE catalog_movie; --",
        '" OR 1=1 --',
        "%' OR '%'='",
        "__import__('os').system('touch /tmp/pwned')",
        "{{7*7}}",
        "[{'id': 1}]",
        "\\",
        "%s %(x)s {} {0}",
    ],
)
@pytest.mark.parametrize(
    "question",
    ["score_titulo", "votos_titulo", "get_recomendacion", "get_actor", "get_director"],
)
def test_no_name_is_read_as_code_or_as_sql(client: Client, jaws: Movie, question: str, name: str):
    response = client.get(f"/api/{question}/{quote(name, safe='')}")
    assert response.status_code == 404
    assert name[:200] in problem(response)["detail"]
    assert find_title("Jaws").movie == jaws
