"""Films of a month and of a weekday, over HTTP."""

from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client

from tests.catalog.films import make_film

pytestmark = pytest.mark.django_db

SPANISH = {"Accept-Language": "es"}


@pytest.fixture(autouse=True)
def _films(db: None) -> None:
    make_film("On a Saturday in September", release_date=date(2001, 9, 8))
    make_film("On a Wednesday in September", release_date=date(1990, 9, 5))
    make_film("On a Sunday in January", release_date=date(1990, 1, 7))


@pytest.mark.parametrize(
    "month",
    [
        "septiembre",
        "Setiembre",
        "SEPTEMBER",
        "séptiembre",
        " septiembre ",
        "9",
        "09",
        "s\u0301eptember",
    ],
)
def test_a_month_in_either_language_any_case_any_accents_or_by_number(client: Client, month: str):
    answer = client.get(f"/api/cantidad_filmaciones_mes/{quote(month)}")
    assert answer.json() == {"mes": "September", "numero": 9, "peliculas": 2}


@pytest.mark.parametrize("day", ["sábado", "sabado", "SÁBADO", "Saturday", "saturday", "6"])
def test_a_weekday_in_either_language_any_case_any_accents_or_by_number(client: Client, day: str):
    answer = client.get(f"/api/cantidad_filmaciones_dia/{quote(day)}")
    assert answer.json() == {"dia": "Saturday", "numero": 6, "peliculas": 1}


def test_a_week_begins_with_monday_and_ends_with_sunday(client: Client):
    assert client.get("/api/cantidad_filmaciones_dia/1").json()["dia"] == "Monday"
    assert client.get("/api/cantidad_filmaciones_dia/7").json() == {
        "dia": "Sunday",
        "numero": 7,
        "peliculas": 1,
    }


def test_the_answer_is_in_the_language_that_was_asked_for(client: Client):
    answer = client.get("/api/cantidad_filmaciones_mes/september", headers=SPANISH)
    assert answer.json()["mes"] == "septiembre"
    answer = client.get("/api/cantidad_filmaciones_dia/saturday", headers=SPANISH)
    assert answer.json()["dia"] == "sábado"


@pytest.mark.parametrize(
    "month", ["0", "13", "-1", "+1", "1.0", "1e1", "007", "99999999999", "%00"]
)
def test_no_confident_number_for_what_is_no_month(client: Client, month: str):
    answer = client.get(f"/api/cantidad_filmaciones_mes/{month}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_misspelt_month_is_told_the_nearest_in_the_language_of_the_reader(client: Client):
    answer = client.get("/api/cantidad_filmaciones_mes/octubr", headers=SPANISH)
    assert answer.status_code == 404
    assert answer.json()["sugerencias"][0] == {"id": 10, "nombre": "octubre", "año": None}


def test_a_month_is_no_weekday(client: Client):
    assert client.get("/api/cantidad_filmaciones_dia/enero").status_code == 404
    assert client.get("/api/cantidad_filmaciones_dia/8").status_code == 404
