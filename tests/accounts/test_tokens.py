"""Personal API tokens, and the pages that make and revoke them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import ApiToken, User
from accounts.tokens import MOST_TOKENS, TooManyTokens, make_token, user_for_token
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
NEW = "/account/tokens/new/"


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def confirm(client: Client) -> None:
    """Enter the password once more, as what is delicate asks for."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


class TestTokens:
    def test_a_token_is_its_users_and_nothing_else_is_anybodys(self, user: User):
        _, raw = make_token(user, name="script")
        assert user_for_token(raw) == user
        for wrong in ("", "mclip_", raw[:-1], raw + "x", raw.upper(), "mclip_" + "é" * 43, "\0"):
            assert user_for_token(wrong) is None

    def test_it_is_not_kept(self, user: User):
        token, raw = make_token(user, name="script")
        kept = " ".join(str(value) for value in ApiToken.objects.values_list().get())
        assert raw not in kept
        assert raw[len(token.prefix) :] not in kept
        assert raw.startswith(token.prefix)

    def test_that_of_a_closed_account_is_nobodys(self, user: User):
        _, raw = make_token(user, name="script")
        User.objects.update(is_active=False)
        assert user_for_token(raw) is None

    def test_its_use_is_noted_once_a_minute(self, user: User, django_assert_num_queries):
        token, raw = make_token(user, name="script")
        with django_assert_num_queries(2):
            user_for_token(raw)
        with django_assert_num_queries(1):
            user_for_token(raw)
        long_ago = timezone.now() - timedelta(minutes=2)
        ApiToken.objects.update(last_used_at=long_ago)
        user_for_token(raw)
        token.refresh_from_db()
        assert token.last_used_at is not None
        assert token.last_used_at > long_ago

    def test_what_is_no_token_does_not_reach_the_database(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert user_for_token("x" * 100_000) is None

    def test_there_is_a_most(self, user: User):
        for number in range(MOST_TOKENS):
            make_token(user, name=str(number))
        with pytest.raises(TooManyTokens):
            make_token(user, name="one more")
        make_token(UserFactory.create(), name="another user's")


class TestANewPassword:
    @pytest.fixture
    def raw(self, user: User) -> str:
        return make_token(user, name="script")[1]

    def test_revokes_them_when_it_is_changed_on_the_site(
        self, client: Client, user: User, raw: str
    ):
        client.force_login(user)
        passwords = {"password1": "another long password", "password2": "another long password"}
        page = client.get("/accounts/password/change/")
        assertContains(page, "your API tokens are revoked")
        client.post("/accounts/password/change/", {"oldpassword": PASSWORD} | passwords)
        user.refresh_from_db()
        assert user.check_password("another long password")
        assert user_for_token(raw) is None

    def test_revokes_them_when_staff_set_it_in_the_admin(
        self, client: Client, user: User, raw: str
    ):
        client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
        passwords = {"password1": "another long password", "password2": "another long password"}
        client.post(
            f"/admin/accounts/user/{user.pk}/password/",
            {"usable_password": "true"} | passwords,
        )
        user.refresh_from_db()
        assert user.check_password("another long password")
        assert user_for_token(raw) is None

    def test_is_not_the_old_one_hashed_anew(self, client: Client, user: User, raw: str, settings):
        settings.PASSWORD_HASHERS = [
            "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
            *settings.PASSWORD_HASHERS,
        ]
        client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
        user.refresh_from_db()
        assert user.password.startswith("pbkdf2_sha1$")
        assert user_for_token(raw) == user


class TestPages:
    def test_a_token_is_shown_once_and_no_cache_keeps_it(self, client: Client, user: User):
        client.force_login(user)
        confirm(client)
        page = client.post(NEW, {"name": "my script"})
        raw = page.context["raw"]
        assertContains(page, raw)
        assert "no-store" in page["Cache-Control"]
        assert user_for_token(raw) == user
        listed = client.get("/account/tokens/")
        assertContains(listed, "my script")
        assertNotContains(listed, raw)

    def test_making_one_asks_for_the_password_first(self, client: Client, user: User):
        client.force_login(user)
        assertRedirects(client.get(NEW), f"/accounts/reauthenticate/?next={NEW}")
        client.post(NEW, {"name": "my script"})
        assert not user.api_tokens.exists()

    def test_a_name_is_asked_for(self, client: Client, user: User):
        client.force_login(user)
        confirm(client)
        for name in ("", " ", "x" * 81):
            page = client.post(NEW, {"name": name})
            assert page.context["form"].errors["name"]
        assert not user.api_tokens.exists()

    def test_one_too_many_is_explained(self, client: Client, user: User):
        for number in range(MOST_TOKENS):
            make_token(user, name=str(number))
        client.force_login(user)
        confirm(client)
        page = client.post(NEW, {"name": "one more"}, follow=True)
        assertContains(page, "Revoke a token first")
        assert user.api_tokens.count() == MOST_TOKENS

    def test_a_token_is_revoked_by_its_user_and_by_nobody_else(self, client: Client, user: User):
        token, raw = make_token(user, name="script")
        address = f"/account/tokens/{token.pk}/revoke/"
        client.force_login(UserFactory.create())
        assert client.post(address).status_code == 404
        client.force_login(user)
        assert client.get(address).status_code == 405
        assert user_for_token(raw) == user
        assertContains(client.post(address, follow=True), "Revoked: script")
        assert user_for_token(raw) is None

    def test_the_list_takes_as_many_queries_for_many(
        self, client: Client, user: User, django_assert_max_num_queries
    ):
        make_token(user, name="script")
        client.force_login(user)
        with django_assert_max_num_queries(3):
            client.get("/account/tokens/")
        for number in range(10):
            make_token(user, name=str(number))
        with django_assert_max_num_queries(3):
            client.get("/account/tokens/")

    @pytest.mark.parametrize("path", ["", "tokens/", "tokens/new/", "export/", "delete/"])
    def test_strangers_are_asked_to_log_in(self, client: Client, path: str):
        page = client.get(f"/account/{path}")
        assertRedirects(page, f"/accounts/login/?next=/account/{path}")

    def test_a_name_with_markup_is_text(self, client: Client, user: User):
        make_token(user, name="<script>alert(1)</script>")
        client.force_login(user)
        assertNotContains(client.get("/account/tokens/"), "<script>alert")


def test_the_admin_shows_no_token_and_no_second_factor(client: Client):
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    index = client.get("/admin/").content.decode()
    assert "/admin/accounts/user/" in index
    assert "authenticator" not in index
    assert "apitoken" not in index


def test_who_edits_titles_sees_no_users(client: Client):
    curator = UserFactory.create(is_staff=True)
    curator.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog"))
    client.force_login(curator)
    assert client.get("/admin/catalog/movie/").status_code == 200
    for path in ("accounts/user/", f"accounts/user/{curator.pk}/change/"):
        assert client.get(f"/admin/{path}").status_code == 403
