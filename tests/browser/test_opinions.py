"""Stars, seen, not interested, watchlist: by pointer, by keyboard, and without JavaScript."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from accounts.models import User
from catalog.models import Movie


def stars(page: Page, title: str) -> Locator:
    return page.get_by_role("group", name=f"Your rating of {title}")


def mark(page: Page, name: str, title: str) -> Locator:
    return page.get_by_role("button", name=f"{name}: {title}", exact=True)


def test_a_card_is_rated_changed_and_taken_back_in_place(visitors_page: Page, visitor: User):
    page = visitors_page
    page.goto("/")
    page.evaluate("window.loadedOnce = true")
    page.get_by_role("link", name="Rate Jaws").click()
    stars(page, "Jaws").get_by_role("button", name="3.5 stars").click()
    rated = page.get_by_role("link", name="Your rating of Jaws: 3.5 stars. Change it")
    expect(rated).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text("Your rating: 3.5 stars.")
    assert visitor.ratings.get().value == 7

    rated.click()
    expect(stars(page, "Jaws").get_by_role("button", pressed=True)).to_be_focused()
    page.get_by_role("button", name="Remove my rating").click()
    expect(page.get_by_role("link", name="Rate Jaws")).to_be_focused()
    assert not visitor.ratings.exists()

    page.get_by_role("button", name="Undo: Jaws").last.click()
    expect(rated).to_be_focused()
    assert visitor.ratings.get().value == 7
    assert page.evaluate("window.loadedOnce")


def test_the_keyboard_alone_rates_a_title(
    visitors_page: Page, visitor: User, titles: dict[str, Movie]
):
    page = visitors_page
    page.goto(titles["Jaws"].get_absolute_url())
    stars(page, "Jaws").get_by_role("button", name="4 stars").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    chosen = stars(page, "Jaws").get_by_role("button", name="4.5 stars", pressed=True)
    expect(chosen).to_be_focused()
    assert visitor.ratings.get().value == 9


def test_what_is_dismissed_leaves_the_similar_titles_and_comes_back_by_undoing(
    visitors_page: Page, visitor: User, titles: dict[str, Movie]
):
    page = visitors_page
    page.goto(titles["Jaws"].get_absolute_url())
    similar = page.get_by_role("region", name="Similar titles")
    first = similar.get_by_role("heading", level=3).first.inner_text()
    mark(page, "Not interested", first).click()
    expect(similar.get_by_role("heading", name=first)).to_have_count(0)
    expect(similar.get_by_role("heading", level=2)).to_be_focused()
    page.get_by_role("button", name=f"Undo: {first}").click()
    expect(similar.get_by_role("heading", name=first)).to_have_count(1)
    assert not visitor.marks.exists()


def test_a_mark_is_pressed_in_one_tab_and_stays_when_another_presses_it_too(
    visitors_page: Page, visitor: User
):
    first, second = visitors_page, visitors_page.context.new_page()
    for page in (first, second):
        page.goto("/")
    for page in (first, second):
        mark(page, "Watchlist", "Jaws").click()
        expect(mark(page, "Watchlist", "Jaws")).to_have_attribute("aria-pressed", "true")
        expect(mark(page, "Watchlist", "Jaws")).to_be_focused()
    expect(second.locator("#toasts")).to_contain_text("It is already on your watchlist.")
    assert visitor.marks.get().kind == "watchlist"


def test_without_javascript_a_card_is_rated_on_a_page_of_its_own(
    plain_page: Page, visitor: User, log_in: Callable[[BrowserContext, User], None]
):
    page = plain_page
    log_in(page.context, visitor)
    page.goto("/?kind=film")
    page.get_by_role("link", name="Rate Jaws").click()
    stars(page, "Jaws").get_by_role("button", name="2.5 stars").click()
    expect(page).to_have_url(re.compile(r"/\?kind=film$"))
    expect(page.get_by_role("status").first).to_contain_text("Jaws: Your rating: 2.5 stars.")
    mark(page, "Seen", "Jaws").click()
    page.get_by_role("link", name="Undo").click()
    mark(page, "Seen", "Jaws").click()
    expect(page).to_have_url(re.compile(r"/\?kind=film$"))
    assert visitor.ratings.get().value == 5
    assert not visitor.marks.exists()
