"""Signing up, logging in, logging out."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import PASSWORD


def fill_log_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("User name or e-mail").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in").click()


def test_sign_up_log_out_and_log_in_again(page: Page):
    page.goto("/")
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("User name").fill("grace")
    page.get_by_label("E-mail").fill("grace@example.org")
    page.get_by_label("Password", exact=True).fill("nanoseconds of wire")
    page.get_by_label("Password (again)").fill("nanoseconds of wire")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/$"))

    page.get_by_label("Account of grace").click()
    page.get_by_role("banner").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()

    page.get_by_role("link", name="Log in").click()
    fill_log_in(page, "grace@example.org", "nanoseconds of wire")
    expect(page.get_by_label("Account of grace")).to_be_visible()


@pytest.mark.parametrize("login", ["ada", "ada@example.org", "Ada@Example.org"])
def test_logging_in_by_user_name_or_by_e_mail(page: Page, visitor: User, login: str):
    page.goto("/accounts/login/?next=/favorites/")
    fill_log_in(page, login, PASSWORD)
    expect(page.get_by_role("heading", name="Your favourites")).to_be_visible()


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(page: Page, visitor: User):
    answers = []
    for login in ("ada", "nobody", "ada@example.org", "nobody@example.org"):
        page.goto("/accounts/login/")
        fill_log_in(page, login, "not the password")
        errors = page.locator(".errorlist")
        expect(errors).to_have_count(1)
        answers.append(errors.inner_text().replace("e-mail address", "user name"))
    assert len(set(answers)) == 1


def test_what_is_wrong_with_a_sign_up_stands_at_its_field(page: Page, visitor: User):
    page.goto("/accounts/signup/")
    page.get_by_label("User name").fill("ada")
    page.get_by_label("Password", exact=True).fill("12345678")
    page.get_by_label("Password (again)").fill("12345678")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    name = page.get_by_label("User name")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field").filter(has=name).locator(".errorlist")).to_be_visible()


def test_the_address_to_come_back_to_survives_the_change_to_sign_up(page: Page):
    page.goto("/accounts/login/?next=/favorites/")
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    expect(page).to_have_url(re.compile(r"/accounts/signup/\?next=(/|%2F)favorites"))


def test_the_admin_asks_for_the_sites_own_log_in(page: Page):
    page.goto("/admin/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next="))
