"""Signing up, in and out."""

import pytest
from django.test import Client

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


def test_a_wrong_password_and_an_unknown_account_get_one_message(client: Client):
    UserFactory.create(username="visitor", email="visitor@example.org")
    errors = []
    for name in ("visitor", "nobody", "visitor@example.org", "nobody@example.org"):
        response = client.post(LOG_IN, {"login": name, "password": "wrong"})
        errors.append(response.context["form"].non_field_errors())
    assert len(errors[0]) == 1
    assert all(error == errors[0] for error in errors[:2])
    assert all(error == errors[2] for error in errors[2:])


def test_logging_out_takes_a_post(client: Client):
    client.force_login(UserFactory.create())
    client.get("/accounts/logout/")
    assert is_logged_in(client)
    client.post("/accounts/logout/")
    assert not is_logged_in(client)


def test_guessing_passwords_is_slowed_down(client: Client):
    UserFactory.create(username="visitor")
    for _ in range(30):
        response = client.post(LOG_IN, {"login": "visitor", "password": "wrong"})
    response = client.post(LOG_IN, {"login": "visitor", "password": PASSWORD})
    assert not is_logged_in(client)
    assert response.status_code in (200, 429)


def test_the_admins_log_in_is_the_sites(client: Client):
    response = client.get("/admin/login/")
    assert response.status_code == 302
    assert response["Location"].startswith(LOG_IN)
