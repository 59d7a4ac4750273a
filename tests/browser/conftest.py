"""A real browser against the site, served on a port by this process."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from catalog.models import Movie
from tests.accounts.factories import UserFactory
from tests.browser.rows import Rows, Who, enter, make_rows
from tests.conftest import make_catalogue

# Playwright keeps an event loop in this thread until the session ends, and Django would refuse
# every query beside it, in the tests that come after these too.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PASSWORD = "a long enough password"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("No browser: install chromium or google-chrome (.ci/run does).")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": found, "args": flags}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(autouse=True)
def titles(transactional_db: None) -> dict[str, Movie]:
    """Eight titles, embedded by the real encoder, by title."""
    return make_catalogue()


@pytest.fixture
def visitor(transactional_db: None) -> User:
    return UserFactory.create(username="ada", email="ada@example.org", password=PASSWORD)


@pytest.fixture
def log_in(base_url: str) -> Callable[[BrowserContext, User], None]:
    """Gives a browser the session of a user, without the form."""

    def give_session(context: BrowserContext, user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])

    return give_session


@pytest.fixture
def visitors_page(page: Page, visitor: User, log_in: Callable[..., None]) -> Page:
    """A page of somebody who is logged in."""
    log_in(page.context, visitor)
    return page


@pytest.fixture
def plain_page(browser: Browser, base_url: str) -> Any:
    """A page of a browser with JavaScript off."""
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    yield context.new_page()
    context.close()


@pytest.fixture
def rows(visitor: User) -> Rows:
    return make_rows(visitor)


@pytest.fixture
def open_browser(
    browser: Browser, base_url: str, rows: Rows
) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of one of `Who`, with a language and a width."""
    contexts: list[BrowserContext] = []

    def make(who: Who, language: str = "en-GB", width: int = 1280) -> BrowserContext:
        context = browser.new_context(
            base_url=base_url,
            locale=language,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",  # no colour is read on its way to another
        )
        contexts.append(context)
        if user := rows.people[who]:
            enter(context, user, base_url)
        return context

    yield make
    for context in contexts:
        context.close()
