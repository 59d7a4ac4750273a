"""Where the keyboard is after a swap, and what a screen reader hears of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite
from tests.browser.test_favorites import heart
from tests.browser.test_searching import field
from tests.catalog.factories import GenreFactory, MovieFactory


def announcement(page: Page) -> Locator:
    return page.locator("#announcement")


def note_announcements(page: Page) -> None:
    """From now on: every text that the live regions have shown, in `window.said`."""
    page.evaluate("""() => {
        window.said = [];
        for (const region of document.querySelectorAll("#announcement, #toasts")) {
            const note = () => {
                const text = region.textContent.trim().replace(/\\s+/g, " ");
                if (text) window.said.push(text);
            };
            new MutationObserver(note).observe(region, {childList: true, characterData: true});
        }
    }""")


def said(page: Page) -> list[str]:
    page.wait_for_timeout(300)  # long enough for a second announcement to be made by mistake
    heard: list[str] = page.evaluate("window.said")
    return heard


def test_the_number_of_results_is_announced_once_while_somebody_types(page: Page):
    page.goto("/")
    note_announcements(page)
    field(page).fill("sharks")
    expect(announcement(page)).to_have_text("The 8 closest titles")
    expect(field(page)).to_be_focused()
    assert said(page) == ["The 8 closest titles"]


def test_the_next_page_begins_at_its_heading_which_is_read_and_not_announced_again(page: Page):
    MovieFactory.create_batch(30)
    page.goto("/")
    note_announcements(page)
    page.get_by_role("link", name="Next").press("Enter")
    expect(page.get_by_role("heading", name="38 titles Page 2 of 2")).to_be_focused()
    expect(page.get_by_role("heading", name="38 titles")).to_be_in_viewport()
    assert said(page) == []


def test_a_filter_that_is_taken_away_leaves_the_keyboard_at_the_results(
    page: Page, titles: dict[str, Movie]
):
    titles["Jaws"].genres.add(GenreFactory.create(name="Horror"))
    page.goto("/?genre=Horror")
    page.get_by_role("link", name="Take away: Horror").press("Enter")
    expect(page.get_by_role("heading", name="8 titles")).to_be_focused()


def test_a_decade_keeps_the_keyboard(page: Page):
    page.goto("/")
    note_announcements(page)
    decade = page.get_by_role("navigation", name="Decades").get_by_role("link", name="2000s")
    decade.press("Enter")
    expect(page).to_have_url(re.compile("year_from=2000"))
    expect(decade).to_be_focused()
    assert said(page) == ["8 titles"]


def test_a_favourite_is_announced_once_and_the_heart_keeps_the_keyboard(visitors_page: Page):
    page = visitors_page
    page.goto("/")
    note_announcements(page)
    heart(page, "Jaws").press("Enter")
    expect(page.get_by_role("heading", name="Recommended for you")).to_be_visible()
    expect(heart(page, "Jaws")).to_be_focused()
    assert said(page) == ["Jaws Added to your favourites."]


def test_a_favourite_that_leaves_the_list_leaves_the_keyboard_in_it(
    visitors_page: Page, visitor: User, titles: dict[str, Movie]
):
    for name in ("Jaws", "The Matrix"):
        Favorite.objects.create(user=visitor, movie=titles[name])
    visitors_page.goto("/favorites/")
    heart(visitors_page, "Jaws").press("Enter")
    expect(visitors_page.get_by_role("heading", name="1 title")).to_be_focused()


class TestAccountMenu:
    @pytest.fixture
    def menu(self, visitors_page: Page) -> Locator:
        visitors_page.goto("/")
        return visitors_page.locator(".account-menu")

    def test_opens_and_closes_by_keyboard(self, menu: Locator):
        button = menu.get_by_label("Account of ada")
        button.press("Enter")
        expect(menu.get_by_role("button", name="Log out")).to_be_visible()
        menu.page.keyboard.press("Tab")
        menu.page.keyboard.press("Escape")
        expect(menu.get_by_role("button", name="Log out")).to_be_hidden()
        expect(button).to_be_focused()

    def test_closes_when_the_keyboard_or_the_pointer_goes_elsewhere(self, menu: Locator):
        button, page = menu.get_by_label("Account of ada"), menu.page
        button.click()
        field(page).focus()
        expect(menu.get_by_role("button", name="Log out")).to_be_hidden()
        button.click()
        page.get_by_role("heading", level=1).click()
        expect(menu.get_by_role("button", name="Log out")).to_be_hidden()
