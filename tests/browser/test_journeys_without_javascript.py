"""With JavaScript off: an account from its first day on, and a curator's day."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory
from tests.browser.conftest import PASSWORD
from tests.browser.rows import enter


def submit(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def test_sign_up_log_out_and_log_in_after_a_wrong_password(plain_page: Page):
    page = plain_page
    page.goto("/")
    page.get_by_role("link", name="Sign up").click()
    page.fill("[name=username]", "grace")
    page.fill("[name=password1]", "nanoseconds of wire")
    page.fill("[name=password2]", "nanoseconds of wire")
    submit(page, "Sign up")
    menu = page.get_by_label("Account of grace")
    menu.click()
    page.get_by_role("button", name="Log out").click()

    page.get_by_role("link", name="Log in").click()
    page.fill("[name=login]", "grace")
    page.fill("[name=password]", "milliseconds of wire")
    submit(page, "Log in")
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    page.fill("[name=password]", "nanoseconds of wire")
    submit(page, "Log in")
    expect(menu).to_be_visible()


def test_a_token_is_made_after_the_password_and_revoked(
    plain_page: Page, visitor: User, log_in: Any
):
    page = plain_page
    log_in(page.context, visitor)
    page.goto("/account/")
    page.get_by_text("Manage tokens").click()
    page.get_by_role("main").get_by_text("Make a token").click()
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.fill("[name=name]", "my shelf")
    submit(page, "Make a token")
    assert len(page.get_by_label("my shelf").input_value()) > 30
    page.get_by_text("I have copied it").click()
    page.get_by_role("button", name=re.compile("Revoke")).click()
    expect(page.get_by_text("You have none.")).to_be_visible()


def test_ones_data_comes_as_files(
    plain_page: Page, visitor: User, titles: dict[str, Movie], base_url: str, tmp_path: Path
):
    Favorite.objects.create(user=visitor, movie=titles["Jaws"])
    page = plain_page
    enter(page.context, visitor, base_url)
    page.goto("/account/")
    for link in ("Export as JSON", re.compile("CSV")):
        with page.expect_download() as download:
            page.get_by_role("main").get_by_text(link).last.click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
    (as_json,) = tmp_path.glob("*.json")
    assert "Jaws" in json.dumps(json.loads(as_json.read_text()))
    (as_zip,) = tmp_path.glob("*.zip")
    with zipfile.ZipFile(as_zip) as archive:
        assert any("Jaws" in archive.read(name).decode() for name in archive.namelist())


def test_a_favourite_pressed_by_nobody_leads_to_the_log_in_and_back(
    plain_page: Page, visitor: User
):
    page = plain_page
    page.goto("/?q=sharks")
    page.get_by_role("button", name="Favourite: Jaws").click()
    page.fill("[name=login]", "ada")
    page.fill("[name=password]", PASSWORD)
    submit(page, "Log in")
    expect(page).to_have_url(re.compile(r"/\?q=sharks$"))


def test_a_decade_is_chosen_and_taken_away(plain_page: Page):
    page = plain_page
    page.goto("/")
    page.get_by_role("navigation", name="Decades").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("year_from=2000"))
    page.get_by_role("navigation", name="Chosen filters").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/\??$"))


def test_a_curator_edits_and_deletes_a_title(
    plain_page: Page, titles: dict[str, Movie], base_url: str
):
    page = plain_page
    curator = UserFactory.create(username="curator", is_staff=True, is_superuser=True)
    enter(page.context, curator, base_url)
    page.goto("/admin/catalog/movie/")
    page.get_by_label("Search for").fill("jaws")
    page.get_by_role("button", name="Search").click()
    page.locator("#result_list").get_by_role("link", name="Jaws").click()
    page.get_by_label("Description").fill("A shark is afraid of people.")
    page.locator("[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    titles["Jaws"].refresh_from_db()
    assert titles["Jaws"].description == "A shark is afraid of people."

    page.get_by_role("main").get_by_role("link", name="Delete").last.click()
    page.locator("#content input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert not Movie.objects.filter(title="Jaws").exists()
