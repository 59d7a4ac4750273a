"""The web process as gunicorn runs it, asked over a socket."""

import urllib.parse
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from config import gunicorn
from tests.config.web import get, running_web

# pytest-django makes no database for a session in which no test is marked.
pytestmark = pytest.mark.django_db

LONG_TEXTS = {
    "Latin": "shark " * 1_666,
    "Cyrillic": "акула " * 1_666,
    "emoji": "🦈" * 10_000,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[str]:
    """Address of a web process on the test's database, with queries of a second at most."""
    with running_web(tmp_path_factory.mktemp("web"), DATABASE_STATEMENT_TIMEOUT="1s") as web:
        yield web.address


@pytest.mark.parametrize("script", LONG_TEXTS)
def test_a_very_long_query_gets_a_sensible_page_of_normal_size(site: str, script: str) -> None:
    status, page = get(f"{site}/?{urllib.parse.urlencode({'q': LONG_TEXTS[script]})}")
    assert status == 200
    assert "its first 2,000 characters were searched for" in page
    assert LONG_TEXTS[script][:1_000] in page
    assert LONG_TEXTS[script][:2_100] not in page


@pytest.mark.parametrize("script", LONG_TEXTS)
def test_htmx_works_on_a_page_with_such_an_address(site: str, script: str) -> None:
    address = f"{site}/?{urllib.parse.urlencode({'q': LONG_TEXTS[script]})}"
    for path in ("/progress/", "/"):
        status, fragment = get(
            site + path, HX_Request="true", HX_Current_URL=address, Referer=address
        )
        assert status == 200
        assert "<html" not in fragment


def test_an_address_without_end_is_refused(site: str) -> None:
    status, _page = get(f"{site}/?q={'x' * gunicorn.limit_request_line}")
    assert status == 414


def test_a_lock_that_is_held_does_not_hold_the_threads(site: str) -> None:
    server = settings.DATABASES["default"]
    with psycopg.connect(
        host=server["HOST"], port=server["PORT"], user=server["USER"], dbname=server["NAME"]
    ) as connection:
        connection.execute("LOCK TABLE catalog_movie IN ACCESS EXCLUSIVE MODE")
        status, _page = get(f"{site}/?kind=film&year_from=1901")
        assert status == 503, "given up, not waited for"
        connection.rollback()
    assert get(f"{site}/")[0] == 200
