"""A curator's work on titles, in a browser."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from catalog.models import Movie, Person
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory
from tests.browser.conftest import PASSWORD
from tests.catalog.curators import curators

LIST = "/admin/catalog/movie/"


@pytest.fixture
def curator(transactional_db: None) -> User:
    user = UserFactory.create(username="cora", is_staff=True, password=PASSWORD)
    user.groups.add(curators())
    return user


@pytest.fixture
def desk(
    page: Page, curator: User, log_in: Callable[[BrowserContext, User], None]
) -> Iterator[Page]:
    """The curator's page; what the content policy blocks, or a script throws, fails the test."""
    log_in(page.context, curator)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    yield page
    assert complaints == []


def choose(desk: Page, *titles: str) -> None:
    for title in titles:
        desk.get_by_role("row", name=title).get_by_role("checkbox").check()


def run_action(desk: Page, name: str) -> None:
    desk.get_by_label("Action:").select_option(name)
    desk.get_by_role("button", name="Go").click()


def test_a_title_is_made_with_people_and_genres_found_while_typing(desk: Page):
    Person.objects.create(name="Penélope Cruz")
    desk.goto(f"{LIST}add/")
    desk.get_by_label("Title:", exact=True).fill("Volver")
    desk.get_by_label("Kind:").select_option("film")
    desk.get_by_label("Description:").fill("A mother comes back.")
    desk.get_by_text("Add another Credit").click()
    desk.locator("#credits-0 .select2-selection").click()
    desk.locator(".select2-search__field").last.fill("penelope")
    desk.get_by_role("option", name="Penélope Cruz").click()
    desk.locator("#id_credits-0-role").select_option("actor")
    desk.get_by_role("button", name="Save", exact=True).first.click()
    expect(desk.get_by_text("was added successfully")).to_be_visible()
    assert Movie.objects.get(title="Volver").cast == ["Penélope Cruz"]


def test_titles_are_narrowed_down_and_hidden(desk: Page, titles: dict[str, Movie]):
    desk.goto(LIST)
    desk.get_by_label("Search for").fill("jaw")
    desk.get_by_role("button", name="Search").click()
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)
    choose(desk, "Jaws")
    run_action(desk, "Hide")
    expect(desk.get_by_text("1 title was changed.")).to_be_visible()
    titles["Jaws"].refresh_from_db()
    assert not titles["Jaws"].is_published


def test_two_titles_become_one(desk: Page, titles: dict[str, Movie]):
    Favorite.objects.create(user=UserFactory.create(), movie=titles["Deep Blue"])
    desk.goto(LIST)
    choose(desk, "Jaws", "Deep Blue")
    run_action(desk, "Merge two titles")
    expect(desk.get_by_role("heading", name="Merge two titles")).to_be_visible()
    desk.get_by_role("row", name="The title that stays").get_by_label("Jaws").check()
    desk.get_by_role("row", name="Description").get_by_role("radio").nth(1).check()
    desk.get_by_role("button", name="Merge").click()
    expect(desk.get_by_text("is merged into")).to_be_visible()
    assert not Movie.objects.filter(pk=titles["Deep Blue"].pk).exists()
    assert titles["Jaws"].favorites.count() == 1

    desk.goto(titles["Deep Blue"].get_absolute_url())
    expect(desk).to_have_url(re.compile(f"{titles['Jaws'].get_absolute_url()}$"))


def test_the_second_of_two_who_edit_a_title_is_told(desk: Page, titles: dict[str, Movie]):
    jaws = titles["Jaws"]
    desk.goto(f"{LIST}{jaws.pk}/change/")
    jaws.description = "Written by somebody else."
    jaws.save()
    desk.get_by_label("Description:").fill("Written by me.")
    desk.get_by_role("button", name="Save", exact=True).first.click()
    expect(desk.get_by_text("Somebody else has changed this title")).to_be_visible()
    expect(desk.get_by_label("Description:")).to_have_value("Written by me.")
    desk.get_by_role("button", name="Save", exact=True).first.click()
    expect(desk.get_by_text("was changed successfully")).to_be_visible()
    jaws.refresh_from_db()
    assert jaws.description == "Written by me."


def test_the_history_of_a_title_can_be_read(desk: Page, titles: dict[str, Movie]):
    desk.goto(LIST)
    choose(desk, "Jaws")
    run_action(desk, "Hide")
    desk.goto(f"{LIST}{titles['Jaws'].pk}/history/")
    expect(desk.get_by_role("row", name="Hidden.")).to_contain_text("cora")


def test_the_first_page_leads_to_what_waits(desk: Page, titles: dict[str, Movie]):
    Movie.objects.filter(title="Jaws").update(text_hash="of a newer text")
    desk.goto("/admin/")
    desk.get_by_role("link", name="waiting to be embedded").click()
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)


@pytest.mark.parametrize("width", [360, 1600])
def test_no_page_is_wider_than_the_window(desk: Page, titles: dict[str, Movie], width: int):
    desk.set_viewport_size({"width": width, "height": 900})
    first, second = sorted(movie.pk for movie in titles.values())[:2]
    for page in ("/admin/", LIST, f"{LIST}{first}/change/", f"{LIST}merge/{first}/{second}/"):
        desk.goto(page)
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth"), page


def test_all_of_it_works_without_javascript(
    plain_page: Any, curator: User, log_in: Callable[..., None], titles: dict[str, Movie]
):
    log_in(plain_page.context, curator)
    plain_page.goto(LIST)
    choose(plain_page, "Jaws", "Deep Blue")
    run_action(plain_page, "Merge two titles")
    plain_page.get_by_role("row", name="The title that stays").get_by_label("Deep Blue").check()
    plain_page.get_by_role("button", name="Merge").click()
    expect(plain_page.get_by_text("is merged into")).to_be_visible()
    assert not Movie.objects.filter(pk=titles["Jaws"].pk).exists()
