"""My account, and the pages that it leads to."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django.asserts import assertContains

from accounts.tokens import make_token
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"

PAGES = [
    "/account/",
    "/account/tokens/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/reauthenticate/",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_cache_keeps_a_page_of_an_account(client: Client, path: str):
    client.force_login(UserFactory.create())
    page = client.get(path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]


def test_it_says_who_one_is_and_what_is_set_up(client: Client):
    user = UserFactory.create(username="ada")
    EmailAddress.objects.create(user=user, email="ada@example.org", verified=True)
    make_token(user, name="script")
    client.force_login(user)
    page = client.get("/account/")
    for text in ("You are ada", "ada@example.org", "Confirmed", "One program may act for you"):
        assertContains(page, text)


def test_it_takes_as_many_queries_for_many_addresses_and_tokens(
    client: Client, django_assert_max_num_queries
):
    user = UserFactory.create()
    client.force_login(user)
    for number in range(10):
        EmailAddress.objects.create(user=user, email=f"{number}@example.org")
        make_token(user, name=str(number))
    with django_assert_max_num_queries(5):
        client.get("/account/")


def test_it_can_only_be_read(client: Client):
    client.force_login(UserFactory.create())
    assert client.post("/account/").status_code == 405


def test_the_main_address_changes_by_one_press(client: Client):
    user = UserFactory.create(email="old@example.org")
    EmailAddress.objects.create(user=user, email="old@example.org", primary=True, verified=True)
    EmailAddress.objects.create(user=user, email="new@example.org", verified=True)
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assertContains(client.get("/accounts/email/"), "Make it the main one</button>", count=1)
    client.post("/accounts/email/", {"email": "new@example.org", "action_primary": ""})
    user.refresh_from_db()
    assert user.email == "new@example.org"
