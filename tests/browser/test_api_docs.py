"""The documentation of the API: a library's page, under this site's strict policy."""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.catalog.films import make_film


@pytest.fixture
def complaints(page: Page, base_url: str) -> list[str]:
    """What the console says, and what is asked of other sites."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((base_url, "data:", "blob:"))
            else said.append(f"asks {request.url}")
        ),
    )
    return said


def test_every_question_is_shown_and_can_be_tried_out(page: Page, complaints: list[str]):
    make_film("Larry Crowne", directors="Tom Hanks", budget=30_000_000, revenue=36_160_375)
    page.goto("/api/docs")
    expect(page.locator(".opblock")).to_have_count(13)
    question = page.locator("#operations-The_seven_questions-get_director")
    question.locator(".opblock-summary-control").click()
    question.get_by_role("button", name="Execute").click()
    answer = question.locator(".live-responses-table")
    expect(answer).to_contain_text("200")
    expect(answer).to_contain_text("Larry Crowne")
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1600])
def test_it_fits_every_screen_and_is_as_dark_as_the_system(
    page: Page, complaints: list[str], width: int, scheme: Literal["light", "dark"]
):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto("/api/docs")
    expect(page.locator(".opblock")).to_have_count(13)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html.dark-mode").count() == (scheme == "dark")
    assert complaints == []


def test_code_within_a_line_covers_nothing_of_the_line_above(page: Page):
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto("/api/docs")
    code = page.locator(".info code").first
    expect(code).to_be_visible()
    heights = (
        "code => [code.offsetHeight, parseFloat(getComputedStyle(code.closest('p')).fontSize)]"
    )
    height, size = code.evaluate(heights)
    assert height < 1.5 * size


def test_the_theme_that_was_chosen_on_the_site_holds(page: Page, base_url: str):
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": base_url}])
    page.goto("/api/docs")
    expect(page.locator("html")).to_have_class("dark-mode")
