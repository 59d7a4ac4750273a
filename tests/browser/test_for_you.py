"""For you and Try it, in a browser: chosen in place, by keyboard, without JavaScript."""

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Movie
from tests.browser.test_favorites import heart


def test_wishes_change_the_list_in_place_and_stand_in_the_address(
    visitors_page: Page, visitor: User, titles: dict[str, Movie]
):
    page = visitors_page
    Movie.objects.filter(title="Deep Blue").update(kind="series")
    visitor.favorites.create(movie=titles["Jaws"])
    page.goto("/for-you/")
    page.evaluate("window.loadedOnce = true")
    expect(page.locator("#for-you")).to_contain_text("because you liked Jaws")

    page.get_by_label("Kind").select_option("series")
    expect(page).to_have_url(re.compile(r"/for-you/\?kind=series$"))
    expect(page.locator("#for-you").get_by_role("listitem")).to_have_count(1)
    page.get_by_label("Diversity").press("End")
    expect(page).to_have_url(re.compile("diversity=100"))
    expect(page.get_by_label("Diversity")).to_be_focused()
    assert page.evaluate("window.loadedOnce")

    page.reload()
    expect(page.get_by_label("Diversity")).to_have_value("100")
    expect(page.get_by_label("Kind")).to_have_value("series")


def test_a_heart_draws_the_list_anew(visitors_page: Page, visitor: User, titles: dict[str, Movie]):
    page = visitors_page
    visitor.favorites.create(movie=titles["Jaws"])
    page.goto("/for-you/")
    heart(page, "Groundhog Day").click()
    expect(page.locator("#toasts")).to_contain_text("Added to your favourites.")
    expect(page.locator(f"#card-{titles['Groundhog Day'].pk}")).to_have_count(0)
    expect(page.locator("#for-you")).to_contain_text("because you liked Groundhog Day")


def test_what_was_dismissed_comes_back_by_undoing_and_nothing_complains(
    visitors_page: Page, visitor: User, titles: dict[str, Movie]
):
    page = visitors_page
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    visitor.favorites.create(movie=titles["Jaws"])
    page.goto("/for-you/")
    card = page.locator(f"#card-{titles['Deep Blue'].pk}")
    card.get_by_role("button", name="Not interested: Deep Blue").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Undo: Deep Blue").click()
    expect(page.locator("#toasts")).to_contain_text("It may be recommended again.")
    expect(card).to_have_count(1)
    assert not visitor.marks.exists()
    assert complaints == []


def test_a_title_is_chosen_by_its_first_letters(visitors_page: Page, titles: dict[str, Movie]):
    page = visitors_page
    page.goto("/for-you/")
    page.get_by_label("Kind").select_option("film")
    expect(page).to_have_url(re.compile(r"\?kind=film$"))
    field = page.get_by_label("Start from one title")
    field.press_sequentially("moo")
    expect(page.locator("#title-choices").get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"title=Moon\+Base&id=\d+&kind=film"))
    expect(page.get_by_role("heading", level=2)).to_have_text("Starting from Moon Base")


def test_it_all_works_without_javascript(plain_page: Page, titles: dict[str, Movie]):
    page = plain_page
    page.goto("/for-you/")
    page.get_by_label("Start from one title").fill("Jaws")
    page.get_by_label("Kind").select_option("film")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Starting from Jaws")
    page.get_by_role("link", name="Try the recommender as somebody else").click()
    page.get_by_label("Rater").fill("1")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_text("There is no rater with this number.")).to_be_visible()
