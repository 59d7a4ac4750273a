"""What a visitor sees when something is at fault."""

import subprocess
import sys

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.conftest import REPOSITORY

HTMX = {"HX-Request": "true"}

# In a process of its own: no test can take the database away from this one.
ASK_WITHOUT_A_DATABASE = """
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, SERVER_NAME="localhost")
client.cookies["sessionid"] = "a" * 32
client.cookies["theme"] = "dark"
for address in ("/", "/?q=shark", "/titles/1-jaws/", "/favorites/", "/accounts/login/", "/admin/"):
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(address, headers=headers)
        text = page.content.decode()
        print(
            page.status_code, page.get("Retry-After"), "Back in a moment" in text,
            'data-theme="dark"' in text, "css/site.css" in text, "psycopg" in text,
        )
"""


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


def break_the_search(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr("catalog.views.count_choices", fail)


def test_without_the_database_every_page_says_so_in_the_site_s_design(
    served_environment: dict[str, str],
):
    environment = served_environment | {
        "DATABASE_URL": "postgres://movieclip:x@127.0.0.1:1/movieclip",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "CRITICAL",
    }
    answers = subprocess.run(
        [sys.executable, "-c", ASK_WITHOUT_A_DATABASE],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.splitlines()
    assert len(answers) == 12
    assert set(answers) == {"503 10 True True True False"}


def test_a_query_that_takes_too_long_is_a_503_that_offers_to_try_again(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    break_the_search(monkeypatch, OperationalError("canceling statement due to statement timeout"))
    response = visitor.get("/", {"q": 'a "<b>'})
    assert response.status_code == 503
    assert 'href="/?q=a+%22%3Cb%3E"' in response.content.decode()
    assert b"canceling statement" not in response.content


def test_any_other_fault_is_a_500_that_says_nothing_of_it(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
):
    break_the_search(monkeypatch, ValueError("a secret"))
    response = visitor.get("/")
    assert response.status_code == 500
    assert "Retry-After" not in response
    assert b"Something broke" in response.content
    assert b"a secret" not in response.content


class TestAFormThatIsOutOfDate:
    @pytest.fixture
    def stranger(self, db: None) -> Client:
        return Client(enforce_csrf_checks=True)

    def test_leads_back_to_a_fresh_one(self, stranger: Client):
        referer = {"Referer": "http://testserver/accounts/login/?next=/favorites/"}
        response = stranger.post("/accounts/login/", {"login": "ada"}, headers=referer)
        assert response.status_code == 403
        assert b'href="/accounts/login/?next=/favorites/"' in response.content
        assert b"Open the page again" in response.content

    @pytest.mark.parametrize("referer", ["", "https://evil.example/", "http://[", "javascript:x"])
    def test_never_leads_to_another_site(self, stranger: Client, referer: str):
        response = stranger.post("/accounts/login/", headers={"Referer": referer})
        assert response.status_code == 403
        assert b"Open the page again" not in response.content


@pytest.mark.django_db
class TestDesigned:
    def test_400(self, client: Client):
        response = client.get("/", headers={"Host": "evil.example"})
        assert response.status_code == 400
        assert b"css/site.css" in response.content

    def test_403(self, client: Client):
        user: User = UserFactory.create(is_staff=True)
        client.force_login(user)
        response = client.get("/admin/accounts/user/")
        assert response.status_code == 403
        assert b"css/site.css" in response.content

    def test_404_offers_the_search(self, client: Client):
        response = client.get("/no/such/page/")
        assert response.status_code == 404
        assert b'name="q"' in response.content

    def test_429(self, client: Client):
        answers = [
            client.post("/accounts/login/", {"login": "ada", "password": "x"}) for _ in range(40)
        ]
        assert answers[-1].status_code == 429
        assert b"css/site.css" in answers[-1].content


class TestAFormThatCannotBeRead:
    """Whoever looks for the CSRF token in it must not fail again."""

    @pytest.fixture
    def visitor(self, visitor: Client) -> Client:
        visitor = Client(raise_request_exception=False, enforce_csrf_checks=True)
        visitor.get("/accounts/login/")  # without the cookie nobody reads the form
        assert "csrftoken" in visitor.cookies
        return visitor

    @pytest.mark.parametrize(
        "content_type",
        [
            "application/x-www-form-urlencoded; charset=utf-7",
            "multipart/form-data",
            "multipart/form-data; boundary=\xff",
        ],
    )
    @pytest.mark.parametrize(
        ("path", "status"), [("/accounts/login/", 400), ("/no/such/page/", 404)]
    )
    def test_gets_the_page_for_it(self, visitor: Client, content_type: str, path: str, status: int):
        answer = visitor.generic("POST", path, b"login=a", content_type=content_type)
        assert answer.status_code == status
        assert b"error-page" in answer.content

    def test_is_refused_where_nobody_may_go(self, visitor: Client):
        answer = visitor.generic("GET", "/metrics", b"", content_type="multipart/form-data")
        assert answer.status_code == 403
        assert b"error-page" in answer.content
