"""What was understood from a request, seen and taken away."""

import re

from playwright.sync_api import Page, expect

from catalog.models import Movie
from tests.browser.test_searching import field, first_title


def test_a_chip_is_taken_away_by_keyboard_and_stays_away(page: Page, titles: dict[str, Movie]):
    page.goto("/")
    field(page).fill("80s films with sharks")
    chip = page.get_by_role("link", name="Take away: 1980s")
    chip.press("Enter")
    expect(chip).to_have_count(0)
    expect(page).to_have_url(re.compile(r"ignore=years-1980-1989"))
    expect(page.get_by_role("heading", name="closest titles")).to_be_focused()
    expect(field(page)).to_have_value("80s films with sharks")
    page.go_back()
    expect(chip).to_have_count(1)


def test_another_request_is_understood_anew(page: Page, titles: dict[str, Movie]):
    page.goto("/?q=80s+sharks&ignore=years-1980-1989")
    expect(page.get_by_role("navigation", name="Understood from your words")).to_have_count(0)
    field(page).fill("90s sharks")
    expect(page.get_by_role("link", name="Take away: 1990s")).to_be_visible()
    expect(page).not_to_have_url(re.compile("ignore"))


def test_more_like_a_title_from_its_page(page: Page, titles: dict[str, Movie]):
    page.goto(titles["Jaws"].get_absolute_url())
    words = page.get_by_label("More like this, but …")
    words.fill("clever")
    words.press("Enter")
    expect(page.get_by_role("link", name="Take away: like Jaws")).to_be_visible()
    expect(first_title(page)).to_have_text("Deep Blue")
    page.get_by_role("link", name="Take away: like Jaws").click()
    expect(page).to_have_url(re.compile(r"/\?q=clever$"))
