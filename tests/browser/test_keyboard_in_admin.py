"""A curator's day with the keyboard alone."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from catalog.models import Movie
from tests.accounts.factories import UserFactory
from tests.browser.keyboard import press, tab_to
from tests.browser.rows import enter
from tests.catalog.factories import GenreFactory


@pytest.fixture
def curators_page(page: Page, context: BrowserContext, base_url: str) -> Page:
    curator = UserFactory.create(username="curator", is_staff=True, is_superuser=True)
    enter(context, curator, base_url)
    return page


def test_a_curator_finds_edits_and_saves_a_title(curators_page: Page, titles: dict[str, Movie]):
    page = curators_page
    page.goto("/admin/")
    tab_to(page, page.get_by_role("main").get_by_role("link", name="Titles", exact=True))
    press(page, "Enter")
    tab_to(page, page.get_by_label("Search for"))
    page.keyboard.type("jaws")
    press(page, "Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    tab_to(page, page.locator("#result_list").get_by_role("link", name="Jaws"))
    press(page, "Enter")
    tab_to(page, page.get_by_label("Description"))
    press(page, "Control+A")
    page.keyboard.type("A shark is afraid of people.")
    tab_to(page, page.get_by_role("button", name="Save", exact=True).last)
    press(page, "Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    titles["Jaws"].refresh_from_db()
    assert titles["Jaws"].description == "A shark is afraid of people."


def test_a_curator_chooses_a_genre_from_those_that_are_suggested(
    curators_page: Page, titles: dict[str, Movie]
):
    GenreFactory.create(name="Horror")
    page = curators_page
    page.goto(f"/admin/catalog/movie/{titles['Jaws'].pk}/change/")
    genres = page.get_by_role("searchbox", name="Genres")
    tab_to(page, genres)
    page.keyboard.type("horr")
    expect(page.get_by_role("option", name="Horror")).to_be_visible()
    press(page, "Enter")
    tab_to(page, page.get_by_role("button", name="Save", exact=True).last)
    press(page, "Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert [genre.name for genre in titles["Jaws"].genres.all()] == ["Horror"]


def test_a_curator_hides_titles_by_an_action(curators_page: Page, titles: dict[str, Movie]):
    page = curators_page
    page.goto("/admin/catalog/movie/?q=jaws")
    tab_to(page, page.get_by_role("combobox", name="Action"))
    page.keyboard.type("Hide")
    tab_to(page, page.locator("#result_list tbody input[type=checkbox]"))
    press(page, "Space")
    tab_to(page, page.get_by_role("button", name="Go"), key="Shift+Tab")
    press(page, "Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()
    titles["Jaws"].refresh_from_db()
    assert not titles["Jaws"].is_published
