"""axe, with all its rules, finds nothing: on any page, in either theme and language."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import translation
from playwright.sync_api import BrowserContext, Route

from tests.browser.axe import LOOKS, violations
from tests.browser.pages import misfits, pages_for
from tests.browser.rows import Rows, Who


def test_every_page_is_listed(rows: Rows):
    assert misfits(rows) == set()


@pytest.mark.parametrize(("language", "width"), LOOKS)
@pytest.mark.parametrize("who", ["anybody", "visitor", "guarded", "staff"])
def test_axe_finds_nothing_on_any_page(
    open_browser: Callable[..., BrowserContext], rows: Rows, who: Who, language: str, width: int
):
    page = open_browser(who, language, width).new_page()
    found = []
    for name, address in pages_for(who, rows):
        answer = page.goto(address)
        assert answer is not None
        if answer.status != 200 or resolve(urlsplit(page.url).path).view_name != name:
            found.append(f"{name} is not shown: {answer.status} {page.url}")
        found += violations(page, name)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_axe_finds_nothing_on_error_pages(
    open_browser: Callable[..., BrowserContext], language: str, width: int
):
    page = open_browser("anybody", language, width).new_page()
    found = []
    for template in sorted(Path(settings.BASE_DIR, "templates").glob("[45]*.html")):
        with translation.override(language[:2]):
            text = render_to_string(template.name)
        page.route("**/error", partial(_fulfil, text))
        page.goto("/error")
        found += violations(page, template.name)
    assert not found, "\n".join(found)


def _fulfil(text: str, route: Route) -> None:
    route.fulfill(body=text, content_type="text/html; charset=utf-8")
