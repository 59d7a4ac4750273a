"""People: found as somebody types, and their filmography narrowed in place."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import Movie, Person
from tests.catalog.factories import CreditFactory, PersonFactory


@pytest.fixture(autouse=True)
def people(titles: dict[str, Movie]) -> dict[str, Person]:
    """Ada directed two titles and acts in three, Bo is in two of them."""
    ada, bo = PersonFactory.create(name="Ada Byron"), PersonFactory.create(name="Bo Derek")
    for name, role in (
        ("Jaws", "director"),
        ("Deep Blue", "director"),
        ("Jaws", "actor"),
        ("Moon Base", "actor"),
        ("The Matrix", "actor"),
    ):
        CreditFactory.create(person=ada, movie=titles[name], role=role, character="Countess")
    for name in ("Jaws", "Moon Base"):
        CreditFactory.create(person=bo, movie=titles[name])
    return {"ada": ada, "bo": bo}


def field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Name")


def names(page: Page) -> Locator:
    return page.locator("#people h3")


def filmography(page: Page) -> Locator:
    return page.locator("#filmography h3")


def test_typing_finds_people_in_place_and_back_gives_the_list_again(page: Page):
    page.goto("/")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="People").click()
    expect(names(page)).to_have_text(["Ada Byron", "Bo Derek"])
    page.evaluate("window.loadedOnce = true")
    field(page).press_sequentially("dere", delay=20)
    expect(names(page)).to_have_text(["Bo Derek"])
    expect(page).to_have_url(re.compile(r"/people/\?q=dere$"))
    expect(page).to_have_title("dere – People – MovieCLIP")
    expect(field(page)).to_be_focused()
    assert page.evaluate("window.loadedOnce === true")
    page.go_back()
    expect(names(page)).to_have_text(["Ada Byron", "Bo Derek"])
    expect(field(page)).to_have_value("")


def test_a_filmography_is_narrowed_to_a_role_and_the_keyboard_stays_there(
    page: Page, people: dict[str, Person]
):
    page.goto(people["ada"].get_absolute_url())
    expect(filmography(page)).to_have_count(4)
    roles = page.get_by_role("navigation", name="Roles")
    roles.get_by_role("link", name="as director 2").press("Enter")
    expect(filmography(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"\?role=director$"))
    expect(roles.get_by_role("link", name="as director 2")).to_be_focused()
    page.go_back()
    expect(filmography(page)).to_have_count(4)


def test_who_somebody_often_works_with_is_one_press_away(page: Page, people: dict[str, Person]):
    page.goto(people["ada"].get_absolute_url())
    page.get_by_role("region", name="Often together with").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bo Derek")


def test_without_javascript_all_of_it_works(plain_page: Page):
    page = plain_page
    page.goto("/people/")
    field(page).fill("byron")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    expect(names(page)).to_have_text(["Ada Byron"])
    names(page).get_by_role("link").click()
    page.get_by_role("link", name="as actor 3").click()
    expect(filmography(page)).to_have_count(3)
    page.get_by_role("link", name="Jaws", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jaws")


@pytest.mark.parametrize("width", [360, 1600])
def test_nothing_is_wider_than_the_window(page: Page, people: dict[str, Person], width: int):
    CreditFactory.create(
        person__name="Wolfeschlegelsteinhausenbergerdorff" * 4,
        movie__title="Donaudampfschifffahrtsgesellschaft" * 5,
        character="Rindfleischetikettierung" * 8,
    )
    long = Person.objects.get(name__startswith="Wolfe")
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("/people/", long.get_absolute_url(), people["ada"].get_absolute_url()):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
