"""The language that a visitor chose, against the one that the browser asks for."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.accounts.factories import UserFactory

PASSWORD = "a long enough password"


def choose(client: Client, language: str, **kwargs: Any) -> Any:
    return client.post(reverse("set_language"), {"language": language}, **kwargs)


def test_a_choice_of_language_wins_over_the_browser_and_is_remembered(client: Client, db: None):
    answer = choose(client, "es", headers={"referer": "http://testserver/privacy/"})
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/privacy/")
    assert client.cookies["django_language"].value == "es"
    page = client.get("/privacy/", headers={"accept-language": "en"})
    assert page["Content-Language"] == "es"
    assert b'<html lang="es"' in page.content
    assert {"Cookie", "Accept-Language"} <= set(page["Vary"].split(", "))


def test_a_choice_of_language_goes_back_to_english(client: Client, db: None):
    choose(client, "es")
    choose(client, "en")
    page = client.get("/privacy/", headers={"accept-language": "es"})
    assert page["Content-Language"] == "en"


def test_a_choice_of_language_keeps_no_language_that_the_site_does_not_speak(
    client: Client, db: None
):
    choose(client, "xx")
    assert "django_language" not in client.cookies


def test_a_choice_of_language_leads_to_no_other_site(client: Client, db: None):
    answer = choose(client, "es", headers={"referer": "https://example.org/"})
    assert answer["Location"] == "/"


def test_a_choice_of_language_stays_after_a_log_in(client: Client, db: None):
    UserFactory.create(username="ada", password=PASSWORD)
    choose(client, "es")
    client.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    page = client.get(reverse("accounts:home"), headers={"accept-language": "en"})
    assert "Mi cuenta" in page.content.decode()
