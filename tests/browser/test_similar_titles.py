"""Similar titles and the comparison of engines, in a browser: chosen in place, told, linked."""

import re

from playwright.sync_api import Page, expect

from catalog.models import Movie


def test_engine_and_number_change_in_place_and_stand_in_the_address(
    page: Page, titles: dict[str, Movie]
):
    page.goto(titles["Jaws"].get_absolute_url())
    page.evaluate("window.loadedOnce = true")
    similar = page.get_by_role("region", name="Similar titles")
    expect(similar.get_by_role("listitem")).to_have_count(6)
    expect(page.locator("#announcement")).to_be_empty()

    similar.get_by_label("Chosen by").select_option("clip")
    expect(page).to_have_url(re.compile(r"-jaws/\?engine=clip$"))
    expect(page.locator("#announcement")).to_have_text("6 titles, chosen by meaning")
    number = similar.get_by_label("How many")
    number.fill("3")
    number.press("Enter")
    expect(page).to_have_url(re.compile(r"\?engine=clip&n=3$"))
    expect(similar.get_by_role("listitem")).to_have_count(3)
    expect(number).to_be_focused()
    assert page.evaluate("window.loadedOnce")

    page.go_back()
    expect(similar.get_by_role("listitem")).to_have_count(6)
    expect(number).to_have_value("6")
    expect(similar.get_by_label("Chosen by")).to_have_value("clip")


def test_a_number_that_cannot_be_is_told(page: Page, titles: dict[str, Movie]):
    page.goto(titles["Jaws"].get_absolute_url())
    number = page.get_by_label("How many")
    number.fill("99")
    number.press("Enter")
    expect(page.get_by_text("Choose a number from 1 to 50.")).to_be_visible()
    expect(page.locator("#similar").get_by_role("listitem")).to_have_count(6)


def test_they_can_be_chosen_without_javascript(plain_page: Page, titles: dict[str, Movie]):
    plain_page.goto(f"{titles['Jaws'].get_absolute_url()}?n=3")
    plain_page.get_by_role("link", name="Show similar titles").click()
    similar = plain_page.get_by_role("region", name="Similar titles")
    expect(similar.get_by_role("listitem")).to_have_count(3)
    similar.get_by_label("Chosen by").select_option("clip")
    similar.get_by_label("How many").fill("4")
    similar.get_by_role("button", name="Show").click()
    expect(plain_page).to_have_url(re.compile(r"/similar/\?engine=clip&n=4$"))
    expect(similar.get_by_role("listitem")).to_have_count(4)


def test_from_there_one_comes_to_all_engines_side_by_side(page: Page, titles: dict[str, Movie]):
    page.goto(titles["Jaws"].get_absolute_url())
    page.get_by_role("link", name="Compare the engines side by side").click()
    heading = page.get_by_role("heading", name="Similar to Jaws")
    expect(heading).to_be_visible()
    meaning = page.get_by_role("region", name="Meaning", exact=True)
    expect(meaning.get_by_role("listitem").first).to_contain_text("Deep Blue")

    field = page.get_by_role("combobox", name="Title")
    field.fill("moo")
    expect(page.locator("#title-choices").get_by_role("option")).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Similar to Moon Base")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/compare/\?title=Moon\+Base&id=\d+$"))


def test_a_comparison_comes_in_place_and_is_told(page: Page, titles: dict[str, Movie]):
    page.goto("/compare/")
    page.evaluate("window.loadedOnce = true")
    field = page.get_by_role("combobox", name="Title")
    field.fill("Jaws")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Similar to Jaws")).to_be_visible()
    expect(page.locator("#announcement")).to_contain_text("Similar to Jaws")
    expect(page).to_have_url(re.compile(r"/compare/\?title=Jaws&id=\d+$"))
    assert page.evaluate("window.loadedOnce")
