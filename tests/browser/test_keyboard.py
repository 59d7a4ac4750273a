"""Every journey with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from catalog.models import Movie
from tests.browser.conftest import PASSWORD
from tests.browser.keyboard import assert_focus_is_seen, press, tab_to
from tests.catalog.factories import GenreFactory, MovieFactory

# What Tab should lead to, in the order of the text; of a group of radio buttons, one.
STOPS = """() => {
  const radios = new Set();
  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true });
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((e) => e.tabIndex >= 0 && !e.disabled && isSeen(e))
    .filter((e) => e.type !== "radio" || (!radios.has(e.name) && radios.add(e.name)))
    .map((e) => (window.stops ??= []).push(e)).length;
}"""
NUMBER_OF_STOP = "() => window.stops.indexOf(document.activeElement)"


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "address",
    ["/", "/?q=sharks&kind=film", "/favorites/", "/account/", "/accounts/password/change/"],
)
def test_tab_stops_everywhere_once_in_the_order_of_the_text(
    visitors_page: Page, address: str, width: int
):
    page = visitors_page
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(address)
    page.evaluate("document.activeElement.blur()")
    count = page.evaluate(STOPS)
    assert count > 5
    stopped_at = []
    for _ in range(count):
        press(page, "Tab")
        assert_focus_is_seen(page)
        stopped_at.append(page.evaluate(NUMBER_OF_STOP))
    assert stopped_at == list(range(count))


def test_the_first_stop_skips_to_the_content(page: Page):
    page.goto("/")
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert_focus_is_seen(page)
    press(page, "Enter")
    expect(page.get_by_role("main")).to_be_focused()
    press(page, "Tab")
    expect(page.get_by_role("combobox", name="Describe what you want to see")).to_be_focused()


def test_search_and_open_a_result(page: Page):
    page.goto("/")
    tab_to(page, page.get_by_role("combobox", name="Describe what you want to see"))
    page.keyboard.type("swimmers and a great white shark")
    press(page, "Enter")
    expect(page.locator("#results h3").first).to_have_text("Jaws")
    tab_to(page, page.locator("#results").get_by_role("link", name="Jaws", exact=True))
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jaws")


def test_a_favourite_comes_and_goes_and_the_focus_stays_on_its_heart(
    visitors_page: Page, visitor: User
):
    page = visitors_page
    page.goto("/?q=sharks")
    heart = button(page, "Favourite: Jaws")
    tab_to(page, heart)
    press(page, "Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_be_focused()
    assert_focus_is_seen(page)
    press(page, "Space")
    expect(heart).to_have_attribute("aria-pressed", "false")
    expect(heart).to_be_focused()
    assert not visitor.favorites.exists()


def test_filters_on_a_phone_open_narrow_and_are_taken_away(page: Page, titles: dict[str, Movie]):
    titles["Jaws"].genres.add(GenreFactory.create(name="Horror"))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    tab_to(page, page.locator("#filter-box summary"))
    press(page, "Enter")
    genre = page.get_by_label("Genre")
    tab_to(page, genre)
    page.keyboard.type("Horror")
    expect(page.locator("#results h3")).to_have_text(["Jaws"])
    expect(genre).to_be_focused()
    assert_focus_is_seen(page)

    tab_to(page, page.get_by_role("link", name="Take away: Horror"))
    press(page, "Enter")
    expect(page.locator("#results h3")).to_have_count(8)
    expect(page.get_by_role("heading", name="8 titles")).to_be_focused()
    assert_focus_is_seen(page)
    tab_to(page, genre, key="Shift+Tab")


def test_the_pager_leads_to_the_heading_of_the_next_page(page: Page):
    MovieFactory.create_batch(30)
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Next"), most=200)
    press(page, "Enter")
    expect(page.get_by_text("Page 2 of 2").last).to_be_visible()
    expect(page.get_by_role("heading", name="38 titles")).to_be_focused()
    assert_focus_is_seen(page)


def test_colours_and_language_change_and_stay(page: Page):
    page.goto("/?q=sharks")
    tab_to(page, button(page, "Dark"), key="Shift+Tab")
    press(page, "Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(re.compile(r"/\?q=sharks$"))
    tab_to(page, button(page, "Español"), key="Shift+Tab")
    press(page, "Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_sign_up_and_log_out(page: Page):
    page.goto("/accounts/signup/")
    tab_to(page, page.get_by_label("User name"))
    page.keyboard.type("grace")
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type("nanoseconds of wire")
    press(page, "Tab")
    page.keyboard.type("nanoseconds of wire")
    tab_to(page, page.get_by_role("main").get_by_role("button", name="Sign up"))
    press(page, "Enter")
    menu = page.get_by_label("Account of grace")
    tab_to(page, menu)
    press(page, "Enter")
    tab_to(page, button(page, "Log out"))
    press(page, "Enter")
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def test_the_account_menu_closes_with_escape_and_gives_the_focus_back(visitors_page: Page):
    page = visitors_page
    page.goto("/")
    menu = page.get_by_label("Account of ada")
    tab_to(page, menu)
    press(page, "Space")
    tab_to(page, page.get_by_role("link", name="My account"))
    press(page, "Escape")
    expect(page.get_by_role("link", name="My account")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_wrong_password_is_an_alert_and_the_second_try_begins_at_the_first_field(
    page: Page, visitor: User
):
    page.goto("/accounts/login/?next=/account/")
    login, password = page.get_by_label("User name or e-mail"), page.get_by_label("Password")
    tab_to(page, login)
    page.keyboard.type("ada")
    press(page, "Tab")
    page.keyboard.type("not the password")
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(login).to_be_focused()
    expect(login).to_have_value("ada")
    tab_to(page, password)
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("heading", name="My account", level=1)).to_be_visible()


def test_what_is_wrong_with_a_form_has_the_focus(page: Page, visitor: User):
    page.goto("/accounts/signup/")
    tab_to(page, page.get_by_label("User name"))
    page.keyboard.type("a-new-name")
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type("12345678")
    press(page, "Tab")
    page.keyboard.type("12345678")
    press(page, "Enter")
    wrong = page.get_by_label("Password", exact=True)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_accessible_description(re.compile("too common"))


def test_an_api_token_is_made_and_revoked(visitors_page: Page):
    page = visitors_page
    page.goto("/account/")
    tab_to(page, page.get_by_text("Manage tokens"))
    press(page, "Enter")
    tab_to(page, page.get_by_role("main").get_by_text("Make a token"))
    press(page, "Enter")
    tab_to(page, page.get_by_label("Password"))
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("my shelf")
    press(page, "Enter")
    tab_to(page, page.get_by_label("my shelf"))
    assert len(page.get_by_label("my shelf").input_value()) > 30
    tab_to(page, page.get_by_text("I have copied it"))
    press(page, "Enter")
    tab_to(page, page.get_by_role("button", name=re.compile("Revoke.*my shelf")))
    press(page, "Enter")
    expect(page.get_by_text("You have none.")).to_be_visible()
