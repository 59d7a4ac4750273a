"""Signing up, in and out."""

import logging

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from pytest_django.asserts import assertContains, assertTemplateUsed

from accounts.models import User
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
LOG_IN = "/accounts/login/"


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_visitor_signs_up_and_is_logged_in(client: Client):
    response = client.post(
        "/accounts/signup/",
        {
            "username": "maria",
            "email": "m@example.org",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    assert is_logged_in(client)
    assert User.objects.get().username == "maria"


@pytest.mark.parametrize("name", ["visitor", "visitor@example.org"])
def test_logs_in_by_user_name_or_by_e_mail(client: Client, name: str):
    UserFactory.create(username="visitor", email="visitor@example.org")
    client.post(LOG_IN, {"login": name, "password": PASSWORD})
    assert is_logged_in(client)


def test_a_wrong_password_and_an_unknown_account_get_one_answer(client: Client):
    UserFactory.create(username="visitor", email="visitor@example.org")
    answers = set()
    for name in ("visitor", "nobody", "visitor@example.org", "nobody@example.org"):
        response = client.post(LOG_IN, {"login": name, "password": "wrong"})
        assert response.status_code == 200
        answers.add(str(response.context["form"].non_field_errors()))
    assert len(answers) == 1


class CountingHasher(MD5PasswordHasher):
    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("name", ["visitor", "nobody", "visitor@example.org", "no@example.org"])
def test_a_wrong_password_takes_as_long_as_an_unknown_account(client: Client, settings, name: str):
    UserFactory.create(username="visitor", email="visitor@example.org")
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    CountingHasher.count = 0
    client.post(LOG_IN, {"login": name, "password": "wrong"})
    assert CountingHasher.count == 1, "hashing is what takes the time"


def test_a_closed_account_is_told_so_only_to_who_knows_its_password(client: Client):
    UserFactory.create(username="visitor", is_active=False)
    wrong = client.post(LOG_IN, {"login": "visitor", "password": "wrong"})
    unknown = client.post(LOG_IN, {"login": "nobody", "password": "wrong"})
    assert wrong.context["form"].errors == unknown.context["form"].errors
    right = client.post(LOG_IN, {"login": "visitor", "password": PASSWORD}, follow=True)
    assert not is_logged_in(client)
    assertContains(right, "This account is closed")


def test_logging_out_takes_a_post(client: Client):
    client.force_login(UserFactory.create())
    client.get("/accounts/logout/")
    assert is_logged_in(client)
    client.post("/accounts/logout/")
    assert not is_logged_in(client)


def test_guessing_one_accounts_password_is_stopped(client: Client):
    UserFactory.create(username="visitor")
    for _ in range(5):
        client.post(LOG_IN, {"login": "visitor", "password": "wrong"})
    response = client.post(LOG_IN, {"login": "visitor", "password": PASSWORD})
    assert not is_logged_in(client)
    assertContains(response, "Too many failed login attempts")


def test_a_storm_of_log_ins_gets_the_page_for_it_and_others_do_not(client: Client):
    for number in range(31):
        response = client.post(LOG_IN, {"login": f"guess{number}", "password": "wrong"})
    assert response.status_code == 429
    assertTemplateUsed(response, "429.html")

    UserFactory.create(username="visitor")
    another = Client(REMOTE_ADDR="198.51.100.7")
    another.post(LOG_IN, {"login": "visitor", "password": PASSWORD})
    assert is_logged_in(another)


def test_behind_a_proxy_it_is_the_visitors_address_that_counts(client: Client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(31):
        # The first one is the visitor's own word, the last one the proxy's.
        where = {"X-Forwarded-For": f"10.0.0.{number}, 203.0.113.5"}
        response = client.post(LOG_IN, {"login": f"g{number}", "password": "no"}, headers=where)
    assert response.status_code == 429
    elsewhere = {"X-Forwarded-For": "203.0.113.5, 198.51.100.7"}
    response = client.post(LOG_IN, {"login": "g", "password": "no"}, headers=elsewhere)
    assert response.status_code == 200


def test_failures_are_logged_without_what_was_typed(client: Client, caplog):
    UserFactory.create(username="visitor")
    with caplog.at_level(logging.DEBUG):
        for _ in range(31):
            client.post(LOG_IN, {"login": "visitor", "password": "hunter2-hunter2"})
        client.post(LOG_IN, {"login": "my-password-in-the-wrong-field", "password": "x"})
    assert "log-in failed, from 127.0.0.1" in caplog.text
    assert "log-in refused after too many failures, from 127.0.0.1" in caplog.text
    assert "hunter2" not in caplog.text
    assert "wrong-field" not in caplog.text


@pytest.mark.parametrize("is_staff", [False, True])
def test_the_admin_has_no_log_in_of_its_own(client: Client, is_staff: bool):
    UserFactory.create(username="visitor", is_staff=is_staff, is_superuser=is_staff)
    page = client.get("/admin/login/")
    assert page.status_code == 302
    assert page["Location"].startswith(LOG_IN)
    # As Django's own form would send it.
    posted = client.post("/admin/login/", {"username": "visitor", "password": PASSWORD})
    assert posted.status_code == 302
    assert posted["Location"].startswith(LOG_IN)
    assert not is_logged_in(client)


def test_a_site_may_be_closed_for_sign_ups(client: Client, settings):
    settings.SIGNUP_OPEN = False
    assertContains(client.get("/accounts/signup/"), "Sign-up is closed")
    form = {"username": "maria", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert not User.objects.exists()
