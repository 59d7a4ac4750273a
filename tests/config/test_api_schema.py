"""The schema of the API, the file that holds it, and the page that shows it."""

import json
from typing import Any

import pytest
from django.test import Client

from catalog.api.examples import EXAMPLES
from config.api import api
from recommendations.similar_examples import EXAMPLES as SIMILAR_EXAMPLES
from tests.conftest import REPOSITORY

EXPORT = (
    "manage.py export_openapi_schema --api config.api.api --indent 2 --output docs/openapi.json"
)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """As it is served: JSON has no numbers for keys."""
    return json.loads(json.dumps(api.get_openapi_schema()))


def test_the_file_holds_the_schema_as_it_is(schema: dict[str, Any]):
    kept = json.loads((REPOSITORY / "docs" / "openapi.json").read_text())
    assert kept == schema, f"out of date: {EXPORT}"


def test_the_schema_is_served(client: Client, schema: dict[str, Any]):
    response = client.get("/api/openapi.json")
    assert response.json() == schema
    again = client.get("/api/openapi.json", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_seven_questions_and_the_recommender_are_there_and_no_more(schema: dict[str, Any]):
    assert set(schema["paths"]) == {
        "/api/cantidad_filmaciones_mes/{mes}",
        "/api/cantidad_filmaciones_dia/{dia}",
        "/api/score_titulo/{titulo}",
        "/api/votos_titulo/{titulo}",
        "/api/get_actor/{nombre}",
        "/api/get_director/{nombre}",
        "/api/get_recomendacion/{titulo}",
        "/api/predict/{user_id}/{movie_title}",
        "/api/recommend/{user_id}",
        "/api/health",
        "/api/movies",
        "/api/movies/{id}/similar",
        "/api/recommendation",
    }
    asked_with = {path: set(operations) for path, operations in schema["paths"].items()}
    assert asked_with.pop("/api/recommendation") == {"post"}
    assert all(methods == {"get"} for methods in asked_with.values())


def operations_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in schema["paths"].values() for operation in path.values()]


@pytest.mark.parametrize("name", [*EXAMPLES, *SIMILAR_EXAMPLES])
def test_every_question_has_an_example_of_what_to_ask_and_of_the_answer(
    schema: dict[str, Any], name: str
):
    (operation,) = (
        operation for operation in operations_of(schema) if operation["operationId"] == name
    )
    assert "requestBody" in operation or operation["parameters"][0]["example"]
    content = operation["responses"]["200"]["content"]["application/json"]
    model = schema["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]
    assert set(content["example"]) == set(model["properties"]) == set(model["required"])


def test_a_token_is_known_and_not_needed(schema: dict[str, Any]):
    for operation in operations_of(schema):
        assert operation["security"] == [{"OptionalToken": []}, {}]


def test_its_page_brings_all_that_it_needs(client: Client):
    """tests/browser/test_api_docs.py opens it."""
    page = client.get("/api/docs").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    assert 'lang="en"' in page
