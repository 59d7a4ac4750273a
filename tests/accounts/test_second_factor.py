"""The second factor: set up, asked for, demanded of staff, encrypted."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError
from django.forms import ValidationError
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from accounts.models import User
from accounts.second_factor import EncryptingAdapter
from tests.accounts.factories import UserFactory
from tests.accounts.one_time_codes import code_of_the_moment

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
ACTIVATE = "/accounts/2fa/totp/activate/"


@pytest.fixture
def user() -> User:
    return UserFactory.create(username="visitor")


@pytest.fixture
def staff() -> User:
    return UserFactory.create(username="curator", is_staff=True, is_superuser=True)


def give_second_factor(user: User) -> list[str]:
    """Switches it on; the recovery codes."""
    TOTP.activate(user, generate_totp_secret())
    return RecoveryCodes.activate(user).get_unused_codes()


def log_in(client: Client, user: User, code: str | None = None):
    page = client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return page if code is None else client.post("/accounts/2fa/authenticate/", {"code": code})


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_anybody_sets_it_up_with_a_picture_or_a_key(
    client: Client, user: User, django_capture_on_commit_callbacks
):
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get(ACTIVATE)
    assertContains(page, 'src="data:image/svg+xml;base64,')
    assert "no-store" in page["Cache-Control"]
    secret = page.context["form"].secret
    done = client.post(ACTIVATE, {"code": code_of_the_moment(secret)}, follow=True)
    assert done.request["PATH_INFO"] == "/accounts/2fa/recovery-codes/"
    assert "no-store" in done["Cache-Control"]
    codes = re.findall(r"<code>(\d{8})</code>", done.content.decode())
    assert len(codes) == 10

    client.post("/accounts/logout/")
    log_in(client, user)
    assert not is_logged_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert is_logged_in(client)


def test_a_wrong_code_and_one_that_was_used_let_nobody_in(client: Client, user: User):
    codes = give_second_factor(user)
    assertContains(log_in(client, user, "00000000"), "Incorrect code")
    assert not is_logged_in(client)
    log_in(client, user, codes[0])
    assert is_logged_in(client)
    another = Client()
    log_in(another, user, codes[0])
    assert not is_logged_in(another)


def test_guessing_codes_is_stopped(client: Client, user: User):
    codes = give_second_factor(user)
    log_in(client, user)
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    page = client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assertContains(page, "Too many failed")
    assert not is_logged_in(client)


class TestSecrets:
    def test_are_encrypted_in_the_table(self, user: User):
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        codes = RecoveryCodes.activate(user)
        for kept, clear in (("secret", secret), ("seed", None)):
            data = Authenticator.objects.get(data__has_key=kept).data[kept]
            assert data.startswith("gAAAA"), "Fernet's"
            assert clear is None or clear not in data
        assert len(codes.get_unused_codes()) == 10

    def test_hold_as_long_as_their_key_is_a_fallback(self, settings):
        settings.SECRET_KEY = "the first key of this site"
        encrypted = EncryptingAdapter().encrypt("secret")
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another one"
        assert EncryptingAdapter().decrypt(encrypted) == "secret"
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(ValidationError):
            EncryptingAdapter().decrypt(encrypted)

    def test_whose_key_is_lost_say_so_at_the_code(self, client: Client, user: User, settings):
        codes = give_second_factor(user)
        settings.SECRET_KEY = "nobody has kept the one before"
        page = log_in(client, user, codes[0])
        assertContains(page, "Ask those who run this site")
        assert not is_logged_in(client)

    def test_that_are_lost_are_removed_in_the_terminal(
        self, client: Client, user: User, manage: Callable[..., str]
    ):
        give_second_factor(user)
        assert manage("remove_second_factor", "visitor") == "removed the second factor of visitor\n"
        assert "there was no" in manage("remove_second_factor", "visitor")
        log_in(client, user)
        assert is_logged_in(client)
        with pytest.raises(CommandError, match="nobody"):
            manage("remove_second_factor", "nobody")


class TestStaff:
    @pytest.fixture(autouse=True)
    def _served(self, settings) -> None:
        settings.REQUIRE_STAFF_MFA = True

    @pytest.mark.parametrize("path", ["/admin/", "/admin/catalog/movie/", "/admin/no/such/page/"])
    def test_without_one_are_sent_to_set_it_up(self, client: Client, staff: User, path: str):
        log_in(client, staff)
        assertRedirects(client.get(path), ACTIVATE, fetch_redirect_response=False)
        assertRedirects(client.post(path), ACTIVATE, fetch_redirect_response=False)
        page = client.get(path, follow=True)
        assertContains(page, "The admin asks for a second factor")

    def test_with_one_get_in(self, client: Client, staff: User):
        codes = give_second_factor(staff)
        log_in(client, staff, codes[0])
        assert client.get("/admin/").status_code == 200

    def test_in_a_session_from_before_show_it_first(self, client: Client, staff: User):
        log_in(client, staff)
        codes = give_second_factor(staff)
        asked = client.get("/admin/catalog/movie/")
        where = "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fcatalog%2Fmovie%2F"
        assertRedirects(asked, where)
        shown = client.post(
            "/accounts/2fa/reauthenticate/", {"code": codes[0], "next": "/admin/catalog/movie/"}
        )
        assertRedirects(shown, "/admin/catalog/movie/")

    def test_do_not_get_past_it_by_confirming_their_password(self, client: Client, staff: User):
        log_in(client, staff)
        give_second_factor(staff)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert client.get("/admin/").status_code == 302

    def test_may_log_out_without(self, client: Client, staff: User):
        log_in(client, staff)
        client.post("/admin/logout/")
        assert not is_logged_in(client)

    def test_use_the_site_without(self, client: Client, staff: User):
        log_in(client, staff)
        assert client.get("/account/").status_code == 200

    def test_others_are_refused_as_ever(self, client: Client, user: User):
        assert client.get("/admin/")["Location"].startswith("/admin/login/")
        client.force_login(user)
        page = client.get("/admin/", follow=True)
        assert page.status_code == 403


def test_staff_need_none_where_the_setting_says_so(client: Client, staff: User, settings):
    settings.REQUIRE_STAFF_MFA = False
    log_in(client, staff)
    assert client.get("/admin/").status_code == 200
