"""/healthz and /readyz: what they say while something is missing."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User


def test_a_site_that_has_everything_is_ready(client: Client, db: None) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_health_asks_neither_the_database_nor_any_other_server(client: Client) -> None:
    # Without the db mark a query would fail the test.
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("away", ["broker", "cache", "database"])
def test_a_site_without_one_of_its_servers_is_alive_and_not_ready(
    away: str, client: Client, db: None, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(f"{away}_away")
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})


def test_a_site_without_its_model_is_not_ready(
    client: Client, db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.CLIP_MODEL = str(tmp_path / "nothing")
    assert client.get("/readyz").status_code == 503


def test_a_site_whose_migrations_are_not_applied_is_not_ready(staff: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'catalog'")
    response = staff.get("/readyz")
    assert response.status_code == 503
    assert list(response.json()["failures"]) == ["migrations"]


def test_staff_are_told_what_is_missing(staff: Client, broker_away: None) -> None:
    failures = staff.get("/readyz").json()["failures"]
    assert list(failures) == ["broker"]
    assert "refused" in failures["broker"]


def test_who_has_the_token_of_prometheus_is_told_though_the_database_is_away(
    client: Client, database_away: None, settings: Settings
) -> None:
    settings.METRICS_TOKEN = "a-token"
    told = client.get("/readyz", headers={"authorization": "Bearer a-token"}).json()
    assert {"database", "migrations"} == set(told["failures"])
    assert client.get("/readyz", headers={"authorization": "Bearer another"}).json() == {
        "status": "unavailable"
    }


def test_a_visitor_who_is_logged_in_is_not_told(
    client: Client, db: None, broker_away: None
) -> None:
    client.force_login(User.objects.create_user("visitor"))
    assert client.get("/readyz").json() == {"status": "unavailable"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_check_is_read_only(path: str, client: Client) -> None:
    assert client.post(path).status_code == 405
