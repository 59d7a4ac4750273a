"""Titles and people below the search field while a name is typed."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from catalog.models import Movie, Person
from tests.browser.axe import violations
from tests.catalog.factories import MovieFactory

FIELD = "Describe what you want to see"


@pytest.fixture(autouse=True)
def people(titles: dict[str, Movie]) -> None:
    titles["Jaws"].credits.create(person=Person.objects.create(name="Jane Maas"), role="actor")
    MovieFactory.create(title="Jamón <jamón>")


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name=FIELD)


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_ja(page: Page, address: str = "/") -> None:
    page.goto(address)
    field(page).press_sequentially("ja", delay=20)
    expect(options(page)).to_have_count(3)


def test_two_letters_offer_titles_and_people(page: Page):
    type_ja(page)
    expect(options(page)).to_contain_text(["Jaws", "Jamón <jamón>", "Jane Maas"])
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="3 suggestions")).to_be_attached()


def test_as_many_as_before_are_said_again(page: Page):
    type_ja(page)
    news = page.get_by_role("status").filter(has_text="3 suggestions")
    region, before = news.element_handle(), news.text_content()
    field(page).dispatch_event("input")
    page.wait_for_function("([it, was]) => it.textContent !== was", arg=[region, before])
    expect(options(page)).to_have_count(3)


def test_the_field_stays_as_wide_as_it_was_without_the_script(page: Page, plain_page: Page):
    boxes = []
    for opened in (page, plain_page):
        opened.set_viewport_size({"width": 1000, "height": 800})
        opened.goto("/")
        boxes.append(opened.locator("#q").bounding_box())
    assert boxes[0] == boxes[1]
    type_ja(page)
    assert field(page).bounding_box() == boxes[1]


def test_whoever_comes_back_finds_the_list_closed(page: Page):
    type_ja(page)
    # A browser under test keeps no page that was left: only what it is told when it is.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_attribute("aria-expanded", "false")


def test_a_letter_that_fits_nothing_takes_the_list_away(page: Page):
    type_ja(page)
    field(page).press("z")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_attribute("aria-expanded", "false")


def test_arrows_go_round_and_the_focus_stays_in_the_field(page: Page):
    type_ja(page)
    for chosen in ("Jaws", "Jamón", "Jane Maas"):
        field(page).press("ArrowDown")
        expect(options(page).and_(page.locator("[aria-selected=true]"))).to_contain_text(chosen)
        expect(field(page)).to_be_focused()
    active = field(page).get_attribute("aria-activedescendant")
    assert active == page.locator("[aria-selected=true]").get_attribute("id")
    field(page).press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    field(page).press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_contain_text("Jane Maas")
    expect(field(page)).to_have_value("ja")


def test_enter_goes_to_what_is_chosen(page: Page):
    type_ja(page)
    field(page).press("ArrowDown")
    field(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/titles/\d+-jaws/$"))


def test_enter_without_a_choice_searches(page: Page):
    type_ja(page)
    field(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/\?q=ja$"))
    expect(options(page)).to_have_count(0)


def test_escape_closes_the_list_and_keeps_what_was_typed(page: Page):
    type_ja(page)
    field(page).press("Escape")
    expect(options(page)).to_have_count(0)
    expect(field(page)).to_have_value("ja")


def test_a_click_goes_there_and_one_beside_it_closes_the_list(page: Page):
    type_ja(page)
    page.get_by_role("heading", level=1).click()
    expect(options(page)).to_have_count(0)
    type_ja(page)
    options(page).filter(has_text="Jane Maas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jane Maas")


def test_results_that_come_meanwhile_leave_the_list_alone(page: Page):
    type_ja(page)
    expect(page).to_have_url(re.compile(r"/\?q=ja$"))
    expect(options(page)).to_have_count(3)


def test_the_field_in_the_header_of_other_pages_completes_as_well(page: Page):
    type_ja(page, "/people/")
    field(page).press("ArrowDown")
    field(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/titles/\d+-jaws/$"))


def test_without_an_answer_the_field_is_a_search_field_as_before(page: Page):
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/complete/**", refuse)
    page.goto("/")
    field(page).fill("sharks")
    expect(page.locator("#results h3").filter(has_text="Jaws")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_without_javascript_nothing_is_offered_and_nothing_is_lost(plain_page: Page):
    plain_page.goto("/")
    plain_page.get_by_role("searchbox", name=FIELD).fill("sharks")
    plain_page.get_by_role("button", name="Search").click()
    expect(plain_page.locator("#results h3").filter(has_text="Jaws")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1600])
def test_axe_finds_nothing_and_the_list_fits_the_window(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    type_ja(page)
    # What is being looked for is pale until it is there.
    expect(page).to_have_url(re.compile("q=ja"))
    expect(page.locator(".htmx-request")).to_have_count(0)
    field(page).press("ArrowDown")
    assert violations(page, "completions") == []
    for option in options(page).all():
        box = option.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
