"""My account: the second factor, tokens, export, deletion; with JavaScript and without."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite
from tests.accounts.one_time_codes import code_of_the_moment
from tests.browser.conftest import PASSWORD
from tests.browser.test_accounts import fill_log_in


@pytest.fixture(params=["page", "plain_page"], ids=["with JavaScript", "without"])
def account(request: pytest.FixtureRequest, visitor: User, log_in: Callable[..., None]) -> Page:
    """My account, of somebody who is logged in."""
    page: Page = request.getfixturevalue(request.param)
    log_in(page.context, visitor)
    page.goto("/account/")
    return page


def section(page: Page, heading: str) -> Locator:
    return page.get_by_role("main").get_by_role("region", name=heading, exact=True)


def confirm_password(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_a_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code(account: Page):
    complaints: list[str] = []
    account.on("console", lambda message: complaints.append(message.text))
    section(account, "Second factor").get_by_role("link").click()
    confirm_password(account)
    picture = account.get_by_role("img", name="QR code")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = account.locator("code.secret").inner_text()
    account.get_by_label("Authenticator code").fill(code_of_the_moment(secret))
    account.get_by_role("button", name="Switch on").click()
    codes = account.locator(".codes li").all_inner_texts()
    assert len(codes) == 10

    account.goto("/accounts/logout/")
    account.get_by_role("main").get_by_role("button", name="Log out").click()
    account.goto("/accounts/login/?next=/account/")
    fill_log_in(account, "ada", PASSWORD)
    account.get_by_label("Code").fill(codes[0])
    account.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(account).to_have_url(re.compile("/account/$"))
    expect(section(account, "Second factor")).to_contain_text("On:")
    assert complaints == []


def test_a_token_is_made_copied_and_revoked(account: Page, visitor: User):
    section(account, "API tokens").get_by_role("link", name="Manage tokens").click()
    account.get_by_role("link", name="Make a token").click()
    confirm_password(account)
    account.get_by_label("Name").fill("my script")
    account.get_by_role("button", name="Make a token").click()
    expect(account.get_by_label("my script")).to_have_value(re.compile(r"^mclip_[\w-]{43}$"))
    account.get_by_role("link", name="I have copied it").click()
    account.get_by_role("button", name="Revoke my script").click()
    expect(account.get_by_text("You have none.")).to_be_visible()
    assert not visitor.api_tokens.exists()


def test_ones_data_is_downloaded(
    account: Page, visitor: User, titles: dict[str, Movie], tmp_path: Path
):
    Favorite.objects.create(user=visitor, movie=titles["Jaws"])
    with account.expect_download() as download:
        account.get_by_role("link", name="Export as JSON").click()
    target = tmp_path / "data.json"
    download.value.save_as(target)
    data = json.loads(target.read_text())
    assert data["account"]["username"] == "ada"
    assert data["favorites"][0]["movie"]["id"] == titles["Jaws"].pk


def test_an_account_is_deleted(account: Page):
    section(account, "Delete my account").get_by_role("link").click()
    confirm_password(account)
    account.get_by_label("Yes, delete my account").check()
    account.get_by_role("button", name="Delete my account").click()
    expect(account.get_by_text("Your account is deleted")).to_be_visible()
    expect(account.get_by_role("banner").get_by_role("link", name="Log in")).to_be_visible()
    assert not User.objects.filter(username="ada").exists()


def test_an_address_is_added_and_removed(account: Page):
    account.goto("/accounts/reauthenticate/?next=/accounts/email/")
    confirm_password(account)
    account.get_by_label("E-mail").fill("second@example.org")
    account.get_by_role("button", name="Add").click()
    expect(account.get_by_text("second@example.org", exact=True)).to_be_visible()
    account.get_by_role("button", name="Remove second@example.org").click()
    expect(account.get_by_text("Removed the e-mail address second@example.org")).to_be_visible()
    expect(account.get_by_text("second@example.org", exact=True)).to_have_count(0)
