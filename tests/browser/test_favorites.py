"""Hearts, the panel that follows them, and the page of favourites."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite
from tests.browser.conftest import PASSWORD


def heart(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Favourite: {title}", exact=True)


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary")


def test_a_heart_toggles_without_reload_and_the_panel_follows(visitors_page: Page, visitor: User):
    page = visitors_page
    page.goto("/")
    page.evaluate("window.loadedOnce = true")
    expect(panel(page).get_by_role("heading")).to_have_text("Liked by others, and new")

    heart(page, "Jaws").click()
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#toasts")).to_contain_text("Added to your favourites.")
    expect(panel(page).get_by_role("heading")).to_have_text("Recommended for you")
    expect(panel(page).get_by_role("listitem")).to_have_count(5)
    expect(panel(page)).to_contain_text("because you liked Jaws")
    expect(panel(page).get_by_role("link", name="Jaws", exact=True)).to_have_count(0)
    assert visitor.favorites.get().movie.title == "Jaws"

    heart(page, "Jaws").click()
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "false")
    expect(panel(page).get_by_role("heading")).to_have_text("Liked by others, and new")
    assert not visitor.favorites.exists()
    assert page.evaluate("window.loadedOnce")


def test_a_second_tab_that_adds_again_is_told_so_for_three_seconds(
    visitors_page: Page, visitor: User
):
    first, second = visitors_page, visitors_page.context.new_page()
    first.goto("/")
    second.goto("/")
    heart(first, "Jaws").click()
    expect(heart(first, "Jaws")).to_have_attribute("aria-pressed", "true")

    heart(second, "Jaws").click()
    said = second.get_by_text("It is already a favourite.")
    expect(said).to_be_visible()
    expect(said).to_have_count(0, timeout=6_000)
    expect(heart(second, "Jaws")).to_have_attribute("aria-pressed", "true")
    assert visitor.favorites.count() == 1


def test_the_favourites_page_lists_and_removes(
    visitors_page: Page, visitor: User, titles: dict[str, Movie]
):
    page = visitors_page
    for name in ("Jaws", "The Matrix"):
        Favorite.objects.create(user=visitor, movie=titles[name])
    page.goto("/")
    page.get_by_role("link", name="Favourites").click()
    mine = page.get_by_role("region", name="Favourites")
    expect(mine.get_by_role("heading", level=3)).to_have_text(["The Matrix", "Jaws"])
    expect(mine.get_by_role("heading", level=2)).to_have_text("2 titles")

    heart(page, "The Matrix").click()
    expect(mine.get_by_role("heading", level=3)).to_have_text(["Jaws"])
    expect(panel(page)).to_contain_text("because you liked Jaws")
    heart(page, "Jaws").click()
    expect(mine).to_contain_text("None yet.")


def test_a_heart_pressed_logged_out_leads_to_the_log_in_and_back(page: Page, visitor: User):
    page.goto("/?q=sharks")
    heart(page, "Jaws").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.get_by_label("User name or e-mail").fill(visitor.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(r"/\?q=sharks$"))
    heart(page, "Jaws").click()
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_alone_can_search_and_toggle_a_favourite(visitors_page: Page, visitor: User):
    page = visitors_page
    page.goto("/")
    press_tab_until(page, lambda: page.evaluate("document.activeElement.id") == "q")
    page.keyboard.type("swimmers and a great white shark")
    expect(page.locator("#results h3").first).to_have_text("Jaws")
    press_tab_until(page, lambda: heart(page, "Jaws").evaluate("e => e === document.activeElement"))
    page.keyboard.press("Enter")
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "true")
    expect(heart(page, "Jaws")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "false")
    assert not visitor.favorites.exists()


def press_tab_until(page: Page, is_there: Callable[[], bool]) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if is_there():
            return
    raise AssertionError("The keyboard does not lead there.")
