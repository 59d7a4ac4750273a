"""Swaps that fail: said where the visitor looks, and repeated at the press of a button."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite
from tests.browser.test_favorites import heart
from tests.browser.test_searching import field, first_title
from tests.catalog.factories import MovieFactory

# Not what completes the text as somebody types.
SEARCH = r"(?<!/complete)/\?.*q="


def alert(page: Page) -> Locator:
    return page.get_by_role("alert")


def fail_once(page: Page, address: str, answer: Callable[[Route], None]) -> None:
    page.route(re.compile(address), answer, times=1)


def with_status(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body="<h1>no</h1>")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (with_status(500), "That did not work. The fault is ours"),
        (with_status(502), "That did not work. The fault is ours"),
        (with_status(503), "The site is busy or under repair."),
        (with_status(429), "Too many tries."),
        (lambda route: route.abort(), "The site could not be reached."),
    ],
)
def test_a_search_that_fails_says_so_above_the_results_and_can_be_repeated(
    page: Page, answer: Callable[[Route], None], text: str
):
    page.goto("/")
    fail_once(page, SEARCH, answer)
    field(page).fill("sharks")
    expect(page.locator("#results > .failure:first-child")).to_contain_text(text)
    expect(page.locator("#results h3")).to_have_count(8)
    alert(page).get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile(r"q=sharks$"))
    expect(alert(page)).to_have_count(0)
    expect(first_title(page)).to_have_text(re.compile("Jaws|Deep Blue"))
    expect(field(page)).to_be_focused()


def test_an_answer_that_does_not_come_is_given_up_and_can_be_asked_for_again(page: Page):
    page.goto("/")
    page.evaluate("htmx.config.timeout = 2000")  # long enough to be seen waiting
    page.route(re.compile(SEARCH), lambda route: None, times=1)
    field(page).fill("sharks")
    expect(page.locator("#searching")).to_have_class(re.compile("htmx-request"))
    expect(alert(page)).to_contain_text("No answer came in time.")
    page.evaluate("htmx.config.timeout = 20000")
    alert(page).get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile(r"q=sharks$"))


def test_typing_on_takes_the_failure_of_the_search_before_away(page: Page):
    page.goto("/")
    fail_once(page, SEARCH, with_status(500))
    field(page).fill("sharks")
    expect(alert(page)).to_be_visible()
    field(page).fill("the same day again and again")
    expect(first_title(page)).to_have_text("Groundhog Day")
    expect(alert(page)).to_have_count(0)


def test_a_page_that_does_not_come_says_so_beside_the_link(page: Page):
    MovieFactory.create_batch(30)
    page.goto("/")
    fail_once(page, "page=2", with_status(500))
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".failure + nav.pager")).to_be_visible()
    expect(alert(page)).to_be_in_viewport()
    alert(page).get_by_role("button", name="Try again").press("Enter")
    expect(page).to_have_url(re.compile(r"/\?page=2$"))
    expect(page.get_by_role("heading", name="38 titles")).to_be_focused()


@pytest.mark.parametrize("where", ["card", "title"])
def test_a_heart_that_fails_says_so_beside_it_and_is_not_filled(
    visitors_page: Page, visitor: User, titles: dict[str, Movie], where: str
):
    page = visitors_page
    page.goto("/" if where == "card" else titles["Jaws"].get_absolute_url())
    fail_once(page, r"favorites/\d+", with_status(500))
    heart(page, "Jaws").click()
    beside = page.locator(f"#card-{titles['Jaws'].pk}" if where == "card" else ".title-actions")
    expect(beside.get_by_role("alert")).to_contain_text("That did not work.")
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "false")
    beside.get_by_role("button", name="Try again").press("Enter")
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "true")
    expect(heart(page, "Jaws")).to_be_focused()
    expect(alert(page)).to_have_count(0)
    assert visitor.favorites.get().movie.title == "Jaws"


def test_a_heart_of_a_page_whose_token_is_out_of_date_offers_to_reload(
    visitors_page: Page, visitor: User
):
    page = visitors_page
    page.goto("/")
    page.context.clear_cookies(name="csrftoken")
    heart(page, "Jaws").click()
    expect(alert(page)).to_contain_text("This page is out of date.")
    alert(page).get_by_role("button", name="Reload the page").click()
    expect(alert(page)).to_have_count(0)
    heart(page, "Jaws").click()
    expect(heart(page, "Jaws")).to_have_attribute("aria-pressed", "true")


def test_a_title_that_was_taken_out_meanwhile_is_said_to_be_gone(
    visitors_page: Page, titles: dict[str, Movie]
):
    page = visitors_page
    page.goto("/")
    titles["Jaws"].delete()
    heart(page, "Jaws").click()
    expect(alert(page)).to_contain_text("That title is not there any more.")


def test_similar_titles_that_do_not_come_can_be_asked_for_again(
    page: Page, titles: dict[str, Movie]
):
    fail_once(page, "/similar/", with_status(500))
    page.goto(titles["Jaws"].get_absolute_url())
    similar = page.get_by_role("region", name="Similar titles")
    similar.get_by_role("button", name="Try again").click()
    expect(similar.get_by_role("link", name="Deep Blue")).to_be_visible()


def test_the_poll_for_progress_fails_in_silence(page: Page):
    page.route(re.compile("/progress/"), with_status(500))
    page.goto("/")
    with page.expect_response(re.compile("/progress/")):
        page.evaluate("htmx.ajax('get', '/progress/', {source: '#progress'})")
    expect(page.locator("#results h3")).to_have_count(8)
    expect(alert(page)).to_have_count(0)


def test_a_whole_page_is_never_swapped_into_a_part_of_one(page: Page):
    page.goto("/")
    fail_once(
        page, SEARCH, lambda route: route.fulfill(body="<!doctype html><html lang=en></html>")
    )
    field(page).fill("sharks")
    expect(alert(page)).to_contain_text("This page is out of date.")
    expect(page.locator("#results h3")).to_have_count(8)


class TestSessionThatExpired:
    def end_session(self, page: Page) -> None:
        page.context.clear_cookies(name="sessionid")

    def test_a_heart_leads_to_the_log_in(self, visitors_page: Page):
        visitors_page.goto("/?q=sharks")
        self.end_session(visitors_page)
        heart(visitors_page, "Jaws").click()
        expect(visitors_page.get_by_role("heading", name="Log in")).to_be_visible()
        expect(visitors_page).to_have_url(re.compile(r"next=%2F%3Fq%3Dsharks"))

    def test_so_does_a_page_of_favourites(
        self, visitors_page: Page, visitor: User, titles: dict[str, Movie]
    ):
        for movie in MovieFactory.create_batch(30):
            Favorite.objects.create(user=visitor, movie=movie)
        visitors_page.goto("/favorites/")
        self.end_session(visitors_page)
        visitors_page.get_by_role("link", name="Next").click()
        expect(visitors_page.get_by_role("heading", name="Log in")).to_be_visible()
        expect(visitors_page.get_by_role("banner")).to_have_count(1)
        expect(visitors_page).to_have_url(re.compile(r"next=%2Ffavorites%2F"))
