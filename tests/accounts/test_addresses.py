"""E-mail addresses: confirmed where the site sends mail, and a link only where it is safe."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from accounts.models import User
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
SENT = "/accounts/confirm-email/"


@pytest.fixture
def sends_mail(settings) -> None:
    """As the settings are where EMAIL_URL names a server."""
    settings.SENDS_MAIL = settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
    settings.MFA_ALLOW_UNVERIFIED_EMAIL = False


def sign_up(client: Client, username: str, email: str):
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/signup/", {"username": username, "email": email} | passwords)


def log_in(client: Client, login: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": login, "password": password})


def ask_for_reset(client: Client, email: str):
    return client.post("/accounts/password/reset/", {"email": email}, follow=True)


def add_address(client: Client, email: str):
    client.post("/accounts/email/", {"action_add": "", "email": email})
    # What was sent before is done once the password is right.
    return client.post(
        "/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"}
    )


def link_in(mail) -> str:
    return re.findall(r"http://testserver(/\S+)", mail.body)[0]


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.usefixtures("sends_mail")
class TestWhereTheSiteSendsMail:
    def test_who_signs_up_confirms_the_address_and_logs_in(self, client: Client, mailoutbox):
        assertRedirects(sign_up(client, "maria", "maria@example.org"), SENT)
        assert not is_logged_in(client)
        (mail,) = mailoutbox
        assert mail.to == ["maria@example.org"]
        assert mail.subject.startswith("[MovieCLIP] ")
        page = client.get(link_in(mail))
        assertContains(page, "maria@example.org")
        assert not EmailAddress.objects.get().verified, "a mail scanner that follows links"
        client.post(link_in(mail))
        log_in(client, "maria")
        assert is_logged_in(client)

    def test_a_link_that_was_used_says_so(self, client: Client, mailoutbox):
        sign_up(client, "maria", "maria@example.org")
        client.post(link_in(mailoutbox[0]))
        assertContains(client.get(link_in(mailoutbox[0])), "This link no longer works")

    def test_an_address_is_asked_for(self, client: Client):
        assertContains(sign_up(client, "maria", ""), "This field is required")

    def test_an_address_that_has_an_account_is_not_told_from_one_that_has_none(
        self, client: Client, mailoutbox
    ):
        UserFactory.create(username="ada", email="ada@example.org")
        known = sign_up(client, "maria", "ada@example.org")
        unknown = sign_up(Client(), "grace", "grace@example.org")
        assert (known.status_code, known["Location"]) == (302, SENT)
        assert (unknown.status_code, unknown["Location"]) == (302, SENT)
        assert not User.objects.filter(username="maria").exists()
        assert [mail.to for mail in mailoutbox] == [["ada@example.org"], ["grace@example.org"]]
        seen = [page.get(SENT).content.decode() for page in (client, Client())]
        assert "ada" not in seen[0].replace("ada@example.org", "")

    def test_an_account_without_an_address_logs_in(self, client: Client, mailoutbox):
        UserFactory.create(username="root2", email="", is_superuser=True)
        log_in(client, "root2")
        assert is_logged_in(client)
        assert mailoutbox == []

    def test_a_mistyped_address_that_was_added_later_locks_nobody_out(
        self, client: Client, mailoutbox
    ):
        user = UserFactory.create(username="visitor", email="")
        log_in(client, "visitor")
        add_address(client, "typo@example.org")
        assert EmailAddress.objects.get(user=user).verified is False
        client.post("/accounts/logout/")
        log_in(client, "visitor")
        assert is_logged_in(client)

    def test_an_address_that_was_never_confirmed_is_confirmed_at_the_next_log_in(
        self, client: Client, mailoutbox
    ):
        UserFactory.create(username="visitor", email="visitor@example.org")
        assertRedirects(log_in(client, "visitor"), SENT)
        assert not is_logged_in(client)
        client.post(link_in(mailoutbox[0]))
        log_in(client, "visitor")
        assert is_logged_in(client)

    def test_a_confirmed_address_gets_a_link_to_a_new_password(self, client: Client, mailoutbox):
        user = UserFactory.create(username="ada", last_login=timezone.now())
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        ask_for_reset(client, user.email)
        page = client.get(link_in(mailoutbox[0]), follow=True)
        new = {"password1": "another long password", "password2": "another long password"}
        done = client.post(page.redirect_chain[-1][0], new, follow=True)
        assertContains(done, "Your password is changed")
        log_in(client, "ada", "another long password")
        assert is_logged_in(client)
        again = Client().get(link_in(mailoutbox[0]), follow=True)
        assertContains(again, "This link no longer works")

    def test_an_address_that_was_not_confirmed_gets_none(self, client: Client, mailoutbox):
        # Mistyped, it is a stranger's, who would get an account that is in use.
        UserFactory.create(email="typo@example.org", last_login=timezone.now())
        page = ask_for_reset(client, "typo@example.org")
        assertContains(page, "Look at your mail")
        (mail,) = mailoutbox
        assert "/password/reset/key/" not in mail.body

    def test_who_owns_an_address_gets_the_account_that_a_stranger_signed_up_with_it(
        self, client: Client, mailoutbox
    ):
        sign_up(client, "stranger", "ada@example.org")
        ask_for_reset(Client(), "ada@example.org")
        assert "/password/reset/key/" in mailoutbox[-1].body

    def test_an_unknown_address_gets_the_same_page_and_as_many_mails(
        self, client: Client, mailoutbox
    ):
        user = UserFactory.create()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        known = ask_for_reset(client, user.email)
        unknown = ask_for_reset(Client(), "nobody@example.org")
        assert known.redirect_chain == unknown.redirect_chain
        assert [mail.to for mail in mailoutbox] == [[user.email], ["nobody@example.org"]]

    def test_a_mail_server_that_is_away_is_told_and_breaks_nothing(
        self, client: Client, settings, caplog
    ):
        settings.EMAIL_BACKEND = f"{__name__}.MailServerThatIsAway"
        page = client.get(sign_up(client, "maria", "maria@example.org")["Location"])
        assertContains(page, "The mail could not be sent")
        assert User.objects.filter(username="maria").exists()
        assert "SMTPServerDisconnected" in caplog.text
        assert "maria@example.org" not in caplog.text


class MailServerThatIsAway(BaseEmailBackend):
    def send_messages(self, email_messages) -> int:
        raise SMTPServerDisconnected("no route to maria@example.org")


class TestAnOpenSession:
    """Somebody else's, at a computer that was left: no way to a new password leads through it."""

    @pytest.fixture
    def user(self, client: Client) -> User:
        user = UserFactory.create(email="ada@example.org")
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
        client.force_login(user)
        return user

    @pytest.mark.parametrize(
        "form",
        [
            {"action_add": "", "email": "thief@example.org"},
            {"action_primary": "", "email": "second@example.org"},
            {"action_remove": "", "email": "second@example.org"},
        ],
        ids=lambda form: next(iter(form)),
    )
    def test_changes_addresses_after_the_password_alone(
        self, client: Client, user: User, form: dict[str, str]
    ):
        def addresses() -> list[tuple[str, bool]]:
            mine = EmailAddress.objects.filter(user=user).order_by("pk")
            return list(mine.values_list("email", "primary"))

        before = addresses()
        asked = client.post("/accounts/email/", form)
        assertRedirects(asked, "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F")
        client.post("/accounts/reauthenticate/", {"password": "wrong", "next": "/accounts/email/"})
        assert addresses() == before
        client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
        assert addresses() != before


class TestWhereItDoesNot:
    def test_an_address_is_optional_and_confirmed_by_nobody(self, client: Client, mailoutbox):
        sign_up(client, "maria", "")
        assert is_logged_in(client)
        sign_up(Client(), "grace", "grace@example.org")
        assert mailoutbox == []

    def test_an_address_that_has_an_account_is_refused(self, client: Client):
        UserFactory.create(email="ada@example.org")
        assertContains(sign_up(client, "maria", "ada@example.org"), "already registered")

    def test_a_forgotten_password_is_reset_by_the_mail_on_the_console(
        self, client: Client, mailoutbox
    ):
        user = UserFactory.create(last_login=timezone.now())
        page = client.get("/accounts/password/reset/")
        assertContains(page, "mails are printed where it runs")
        ask_for_reset(client, user.email)
        assert "/password/reset/key/" in mailoutbox[0].body
