"""The search page as somebody types, filters, pages and goes back."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from catalog.models import Movie
from tests.catalog.factories import GenreFactory, MovieFactory


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Describe what you want to see")


def first_title(page: Page) -> Locator:
    return page.locator("#results h3").first


def is_still_the_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.loadedOnce === true"))


def open_search(page: Page, address: str = "/") -> None:
    page.goto(address)
    page.evaluate("window.loadedOnce = true")


def is_search(address: str) -> bool:
    return "/?q=" in address and "/complete/" not in address


def test_typing_swaps_the_results_in_place_and_the_address_follows(page: Page):
    open_search(page)
    field(page).press_sequentially("a beach hunted by a shark", delay=20)
    expect(first_title(page)).to_have_text("Jaws")
    expect(page).to_have_url(re.compile(r"/\?q=a\+beach\+hunted\+by\+a\+shark$"))
    expect(page).to_have_title("a beach hunted by a shark – MovieCLIP")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("a beach hunted by a shark")
    assert is_still_the_same_page(page)


def test_a_burst_of_letters_is_one_request(page: Page):
    open_search(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    field(page).press_sequentially("shark", delay=10)
    expect(first_title(page)).to_have_text(re.compile("Jaws|Deep Blue"))
    assert len(list(filter(is_search, asked))) == 1


def test_back_forward_and_reload_give_the_same_page_field_included(page: Page):
    open_search(page)
    field(page).fill("sharks")
    expect(page).to_have_url(re.compile("q=sharks$"))
    field(page).fill("the same day again and again")
    expect(first_title(page)).to_have_text("Groundhog Day")

    page.go_back()
    expect(field(page)).to_have_value("sharks")
    expect(page.locator("#results h3").filter(has_text="Jaws")).to_be_visible()
    expect(page.get_by_role("banner")).to_be_visible()

    page.go_forward()
    expect(field(page)).to_have_value("the same day again and again")
    expect(first_title(page)).to_have_text("Groundhog Day")

    page.reload()
    expect(field(page)).to_have_value("the same day again and again")
    expect(first_title(page)).to_have_text("Groundhog Day")

    page.go_back()
    expect(field(page)).to_have_value("sharks")
    page.go_back()
    expect(field(page)).to_have_value("")
    expect(page).to_have_url(re.compile("/$"))


@pytest.mark.parametrize("slow", ["query", "decade"])
def test_an_older_slower_answer_never_replaces_a_newer_one(page: Page, slow: str):
    open_search(page)
    held: list[Route] = []
    page.route(re.compile(r"q=sharks|year_from=2000"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"q=sharks|year_from=2000")):
        if slow == "query":
            field(page).fill("sharks")
        else:
            page.get_by_role("navigation", name="Decades").get_by_role("link").first.click()
    # The page itself gives the older request up: whatever the server sends later is not read.
    with page.expect_event("requestfailed") as given_up:
        field(page).fill("the same day again and again")
    assert given_up.value == held[0].request
    expect(first_title(page)).to_have_text("Groundhog Day")
    expect(page).to_have_url(re.compile(r"q=the\+same\+day"))
    expect(page.locator(".toast")).to_have_count(0)


def test_filters_narrow_in_place_and_keep_the_focus(page: Page, titles: dict[str, Movie]):
    titles["Jaws"].genres.add(GenreFactory.create(name="Horror"))
    MovieFactory.create(title="A Funny Shark", description="Sharks tell jokes.").genres.add(
        GenreFactory.create(name="Comedy")
    )
    open_search(page)
    page.get_by_label("Genre").focus()
    page.get_by_label("Genre").select_option("Horror")
    expect(page.locator("#results h3")).to_have_text(["Jaws"])
    expect(page.get_by_label("Genre")).to_be_focused()
    expect(page.get_by_label("Kind")).to_contain_text("Film (1)")
    expect(page).to_have_url(re.compile(r"/\?genre=Horror$"))
    page.get_by_role("link", name="Take away: Horror").click()
    expect(page.locator("#results h3")).to_have_count(9)
    expect(page.get_by_label("Genre")).to_have_value("")
    assert is_still_the_same_page(page)


def test_what_is_typed_while_filters_come_back_stays(page: Page):
    open_search(page)
    held: list[Route] = []
    page.route(re.compile("year_from=1990"), lambda route: held.append(route))
    page.get_by_label("Years", exact=True).fill("1990")
    with page.expect_request(re.compile("year_from=1990")):
        page.get_by_label("Years", exact=True).press("Tab")
    page.keyboard.type("20")
    held[0].continue_()
    expect(page).to_have_url(re.compile("year_from=1990"))
    expect(page.get_by_label("Years, to")).to_be_focused()
    page.keyboard.type("05")
    expect(page.get_by_label("Years, to")).to_have_value("2005")


def test_paging_swaps_in_place_and_the_address_follows(page: Page):
    MovieFactory.create_batch(30)
    open_search(page)
    pages = page.get_by_role("navigation", name="Pages")
    page.get_by_role("link", name="Next").click()
    expect(pages.get_by_text("Page 2 of 2")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?page=2$"))
    assert is_still_the_same_page(page)
    page.get_by_role("link", name="Previous").click()
    expect(pages.get_by_text("Page 1 of 2")).to_be_visible()
    expect(page).to_have_url(re.compile("/$"))


def test_a_failed_swap_says_so_and_keeps_the_results(page: Page):
    open_search(page)
    page.route(re.compile("q="), lambda route: route.fulfill(status=500, body="no"))
    field(page).fill("sharks")
    expect(page.get_by_text("That did not work. The fault is ours")).to_be_visible()
    expect(page.locator("#results h3")).to_have_count(8)


def test_on_a_phone_the_filters_stay_closed_until_asked_for(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    open_search(page)
    expect(page.get_by_label("Kind")).to_be_hidden()
    page.get_by_text("Filters and order").click()
    page.get_by_label("Order").select_option("title")
    expect(first_title(page)).to_have_text("Breaking Bad")
    expect(page.get_by_label("Kind")).to_be_visible()
