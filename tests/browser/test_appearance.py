"""Light, dark, languages, paper, a slow network: what the same pages look like."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from catalog.models import Movie

DARK, LIGHT = "rgb(14, 19, 29)", "rgb(245, 244, 240)"


def ground(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def choose(page: Page, name: str) -> None:
    page.get_by_role("contentinfo").get_by_role("button", name=name, exact=True).click()


@pytest.fixture(params=["with JavaScript", "without"])
def a_page(request: pytest.FixtureRequest, browser: Browser, base_url: str) -> Any:
    context = browser.new_context(
        java_script_enabled=request.param == "with JavaScript", base_url=base_url
    )
    yield context.new_page()
    context.close()


def test_the_theme_is_the_system_s_until_chosen_and_then_stays(a_page: Page):
    a_page.emulate_media(color_scheme="dark")
    a_page.goto("/privacy/")
    expect(a_page.get_by_role("button", name="System")).to_have_attribute("aria-pressed", "true")
    choose(a_page, "Light")
    expect(a_page).to_have_url(re.compile("/privacy/$"))
    expect(a_page.get_by_role("button", name="Light")).to_have_attribute("aria-pressed", "true")
    a_page.goto("/")
    expect(a_page.locator("html")).to_have_attribute("data-theme", "light")
    choose(a_page, "System")
    expect(a_page.locator("html")).not_to_have_attribute("data-theme", re.compile(".*"))


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["System", "Light", "Dark"])
def test_every_choice_has_its_colours_on_every_system(page: Page, system: Any, chosen: str):
    page.emulate_media(color_scheme=system)
    page.goto("/privacy/")
    choose(page, chosen)
    expect(page.get_by_role("button", name=chosen)).to_have_attribute("aria-pressed", "true")
    is_dark = chosen == "Dark" or (chosen == "System" and system == "dark")
    assert ground(page) == (DARK if is_dark else LIGHT)


def test_a_language_is_chosen_where_one_is_even_after_a_swap(page: Page):
    page.goto("/")
    page.locator("input[name=q]").fill("sharks")
    expect(page).to_have_url(re.compile(r"/\?q=sharks$"))
    choose(page, "Español")
    expect(page).to_have_url(re.compile(r"/\?q=sharks$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".card-description").first).to_have_attribute("lang", "en")


def test_a_language_is_chosen_without_javascript_too(plain_page: Page):
    plain_page.goto("/sources/")
    choose(plain_page, "Español")
    expect(plain_page).to_have_url(re.compile("/sources/$"))
    expect(plain_page.locator("html")).to_have_attribute("lang", "es")


def test_every_page_can_search(page: Page, titles: dict[str, Movie]):
    for address in (titles["Jaws"].get_absolute_url(), "/privacy/", "/accounts/login/"):
        page.goto(address)
        page.get_by_role("banner").locator("input[name=q]").fill("sharks")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/\?q=sharks$"))


def test_on_a_phone_the_recommendations_stand_above_the_titles_and_beside_them_elsewhere(
    page: Page,
):
    for width in (360, 1600):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto("/")
        panel = page.get_by_role("complementary").bounding_box()
        results = page.locator("#results").bounding_box()
        assert panel
        assert results
        if width == 360:
            assert panel["y"] + panel["height"] <= results["y"]
            assert panel["height"] < 150
        else:
            assert panel["x"] >= results["x"] + results["width"]


def test_paper_gets_the_titles_and_no_controls(page: Page, titles: dict[str, Movie]):
    page.emulate_media(media="print")
    for address in ("/?q=sharks", titles["Jaws"].get_absolute_url()):
        page.goto(address)
        expect(page.get_by_role("link", name="Deep Blue").last).to_be_visible()
        expect(page.get_by_text("A great white shark hunts").first).to_be_visible()
        for control in ("form", "button", "footer", ".poster", "input"):
            expect(page.locator(control).filter(visible=True)).to_have_count(0)
        for text in page.locator("h1, h3, .lead, .card-description").filter(visible=True).all():
            assert text.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"


def test_a_slow_answer_is_announced_by_a_line_and_paler_results(page: Page):
    page.goto("/")
    held: list[Route] = []
    page.route(re.compile(r"(?<!/complete)/\?q="), lambda route: held.append(route))
    page.locator("input[name=q]").fill("sharks")
    expect(page.locator("#searching")).to_have_css("opacity", "1")
    expect(page.locator("#results")).to_have_css("opacity", "0.5")
    held[0].continue_()
    expect(page.locator("#searching")).to_have_css("opacity", "0")
    expect(page.locator("#results")).to_have_css("opacity", "1")


def test_similar_titles_that_take_long_have_their_place_already(
    page: Page, titles: dict[str, Movie]
):
    held: list[Route] = []
    page.route(re.compile("/similar/"), lambda route: held.append(route))
    page.goto(titles["Jaws"].get_absolute_url())
    expect(page.locator(".skeleton li")).to_have_count(6)
    held[0].continue_()
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.get_by_role("region", name="Similar titles")).to_contain_text("Deep Blue")
