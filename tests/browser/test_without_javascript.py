"""Every journey with JavaScript off."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Movie
from tests.catalog.factories import GenreFactory, MovieFactory


def test_the_form_and_the_filters_work(plain_page: Page, titles: dict[str, Movie]):
    titles["Jaws"].genres.add(GenreFactory.create(name="Horror"))
    plain_page.goto("/")
    plain_page.get_by_role("searchbox").fill("sharks")
    plain_page.get_by_label("Genre").select_option("Horror")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page.locator("#results h3")).to_have_text(["Jaws"])
    expect(plain_page.get_by_role("searchbox")).to_have_value("sharks")
    plain_page.get_by_role("link", name="Take away: Horror").click()
    expect(plain_page.locator("#results h3")).to_have_count(8)


def test_paging_works(plain_page: Page):
    MovieFactory.create_batch(30)
    plain_page.goto("/")
    plain_page.get_by_role("link", name="Next").click()
    expect(plain_page.get_by_role("navigation", name="Pages")).to_contain_text("Page 2 of 2")
    expect(plain_page.get_by_role("banner")).to_be_visible()


def test_a_favourite_is_added_on_the_page_one_is_on(
    plain_page: Page, visitor: User, log_in: Callable[..., None]
):
    log_in(plain_page.context, visitor)
    plain_page.goto("/?q=sharks")
    plain_page.get_by_role("button", name="Favourite: Jaws").click()
    expect(plain_page).to_have_url(re.compile(r"/\?q=sharks$"))
    expect(plain_page.get_by_text("Jaws: Added to your favourites.")).to_be_visible()
    expect(plain_page.get_by_role("complementary")).to_contain_text("because you liked Jaws")

    plain_page.get_by_role("link", name="Favourites").click()
    plain_page.get_by_role("button", name="Favourite: Jaws").click()
    expect(plain_page.get_by_text("None yet.")).to_be_visible()

    plain_page.get_by_label("Account of ada").click()
    plain_page.get_by_role("button", name="Log out").click()
    expect(plain_page.get_by_role("link", name="Log in")).to_be_visible()


def test_similar_titles_are_a_page_of_their_own(plain_page: Page, titles: dict[str, Movie]):
    plain_page.goto(titles["Jaws"].get_absolute_url())
    plain_page.get_by_role("link", name="Show similar titles").click()
    expect(plain_page.get_by_role("banner")).to_be_visible()
    expect(plain_page.get_by_role("link", name="Deep Blue")).to_be_visible()
