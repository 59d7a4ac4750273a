"""Deleting an account."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.db import models
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.deletion import LastSuperuser, delete_account
from accounts.models import User
from accounts.tokens import make_token
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
DELETE = "/account/delete/"


@pytest.fixture
def user() -> User:
    user = UserFactory.create(username="ada")
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    TOTP.activate(user, generate_totp_secret())
    make_token(user, name="script")
    user.groups.add(Group.objects.create(name="readers"))
    user.favorites.create(movie=MovieFactory.create())
    return user


@pytest.fixture
def users_client(client: Client, user: User) -> Client:
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def rows_that_point_to(user_id: int) -> list[str]:
    """Whatever any table still says of a user."""
    return [
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for relation in User._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
        and relation.related_model._base_manager.filter(**{relation.field.attname: user_id})
    ]


def test_everything_goes_and_the_user_is_logged_out(users_client: Client, user: User):
    assert len(rows_that_point_to(user.pk)) >= 5
    page = users_client.post(DELETE, {"is_sure": "on"}, follow=True)
    assertContains(page, "Your account is deleted")
    assert "_auth_user_id" not in users_client.session
    assert not User.objects.filter(pk=user.pk).exists()
    assert rows_that_point_to(user.pk) == []


def test_the_page_says_what_goes(users_client: Client):
    page = users_client.get(DELETE)
    assertContains(page, "Favourites: 1")
    assertContains(page, "API tokens: 1")
    assertNotContains(page, "log entries: 0")


def test_the_password_is_asked_for_first(client: Client, user: User):
    client.force_login(user)
    assertRedirects(client.get(DELETE), f"/accounts/reauthenticate/?next={DELETE}")
    client.post(DELETE, {"is_sure": "on"})
    assert User.objects.filter(pk=user.pk).exists()


def test_nothing_goes_without_the_tick(users_client: Client, user: User):
    assertContains(users_client.post(DELETE), "This field is required")
    assert User.objects.filter(pk=user.pk).exists()


def test_the_last_superuser_stays_and_reads_why(users_client: Client, user: User):
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    UserFactory.create(is_superuser=True, is_active=False)
    page = users_client.post(DELETE, {"is_sure": "on"}, follow=True)
    assertContains(page, "You are the only one")
    assert User.objects.filter(pk=user.pk).exists()
    with pytest.raises(LastSuperuser):
        delete_account(User.objects.get(pk=user.pk))


def test_one_superuser_of_two_may_go(users_client: Client, user: User):
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    UserFactory.create(is_superuser=True)
    users_client.post(DELETE, {"is_sure": "on"})
    assert not User.objects.filter(pk=user.pk).exists()


def test_nobody_deletes_their_own_account_in_the_admin(client: Client):
    superuser = UserFactory.create(is_staff=True, is_superuser=True)
    other = UserFactory.create()
    client.force_login(superuser)
    own = client.post(f"/admin/accounts/user/{superuser.pk}/delete/", {"post": "yes"})
    assert own.status_code == 403
    form = {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"}
    client.post("/admin/accounts/user/", form)
    assert User.objects.filter(pk=superuser.pk).exists()
    client.post(f"/admin/accounts/user/{other.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=other.pk).exists()
