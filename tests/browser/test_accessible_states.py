"""axe finds nothing in the states that a page comes into while somebody uses it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from catalog.models import Movie
from recommendations.models import Rating
from tests.browser.axe import LOOKS, violations
from tests.browser.conftest import PASSWORD
from tests.browser.rows import Rows, Who

# Texts come in two languages here: what is pressed is found by its name in the markup.
State = Callable[[Page, Rows], None]


def results_with_filters_open(page: Page, rows: Rows) -> None:
    page.goto("/?q=sharks&genre=Horror&year_from=nonsense")
    page.evaluate("document.getElementById('filter-box').open = true")
    expect(page.locator("#filter-box select").first).to_be_visible()


def one_result(page: Page, rows: Rows) -> None:
    page.goto("/?genre=Horror&country=Denmark")
    expect(page.locator("#results h3")).to_have_count(1)


def no_results(page: Page, rows: Rows) -> None:
    page.goto("/?q=sharks&year_from=1900&year_to=1901")
    expect(page.locator("#results .card")).to_have_count(0)


def an_empty_catalogue(page: Page, rows: Rows) -> None:
    Movie.objects.all().delete()
    page.goto("/")
    expect(page.locator("#results .card")).to_have_count(0)


def a_swap_that_failed(page: Page, rows: Rows) -> None:
    page.goto("/")
    page.route(re.compile("q="), lambda route: route.abort())
    page.locator("#q").fill("sharks")
    expect(page.get_by_role("alert")).to_be_visible()


def similar_titles_on_their_way(page: Page, rows: Rows) -> None:
    page.route(re.compile("/similar/"), lambda route: None)
    page.goto(rows.title.get_absolute_url())
    expect(page.locator(".skeleton")).to_be_visible()


def a_heart_just_pressed(page: Page, rows: Rows) -> None:
    page.goto("/")
    page.locator(f"#heart-{rows.title.pk}").click()
    expect(page.locator("#toasts .toast")).to_be_visible()
    # The panel, paler while its successor is on its way, has followed.
    expect(page.locator(".panel.htmx-request")).to_have_count(0)
    expect(page.locator(f"#panel a[href*='/{rows.title.pk}-']")).to_have_count(0)


def the_account_menu_open(page: Page, rows: Rows) -> None:
    page.goto("/favorites/")
    page.locator(".account-menu summary").click()
    expect(page.locator(".account-menu button")).to_be_visible()


def a_new_token(page: Page, rows: Rows) -> None:
    page.goto("/account/tokens/new/")
    page.fill("[name=name]", "my shelf")
    page.press("[name=name]", "Enter")
    page.get_by_label("my shelf").wait_for()


def tokens(page: Page, rows: Rows) -> None:
    a_new_token(page, rows)
    page.goto("/account/tokens/")
    expect(page.get_by_text("my shelf").first).to_be_visible()


def a_password_change_refused(page: Page, rows: Rows) -> None:
    page.goto("/accounts/password/change/")
    for name in ("oldpassword", "password1", "password2"):
        page.fill(f"[name={name}]", "12345678")
    page.press("[name=password2]", "Enter")
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()


def a_wrong_password(page: Page, rows: Rows) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", "ada")
    page.fill("[name=password]", "not the password")
    page.press("[name=password]", "Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def a_sign_up_refused(page: Page, rows: Rows) -> None:
    page.goto("/accounts/signup/")
    page.fill("[name=username]", "ada")
    page.fill("[name=password1]", "12345678")
    page.fill("[name=password2]", "12345678")
    page.press("[name=password2]", "Enter")
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()


def the_second_factor_asked_for(page: Page, rows: Rows) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", "guarded")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("[name=code]")).to_be_visible()


def suggestions_open(page: Page, rows: Rows) -> None:
    page.goto(f"/admin/catalog/movie/{rows.title.pk}/change/")
    page.locator(".field-genres .select2-search__field").press_sequentially("horr")
    expect(page.locator(".select2-results__option[role=option]")).to_be_visible()


def suggestions_for_one_open(page: Page, rows: Rows) -> None:
    page.goto("/admin/recommendations/favorite/add/")
    page.locator(".field-movie [role=combobox]").click()
    expect(page.locator(".select2-results__option[role=option]").first).to_be_visible()


def a_row_added_to_an_inline(page: Page, rows: Rows) -> None:
    page.goto(f"/admin/catalog/movie/{rows.title.pk}/change/")
    page.locator(".add-row a").first.click()
    expect(page.locator("#id_credits-1-position")).to_be_visible()


def an_action_to_be_confirmed(page: Page, rows: Rows) -> None:
    page.goto("/admin/catalog/movie/?q=jaws")
    page.check("#result_list tbody input[type=checkbox]")
    page.select_option("select[name=action]", "delete_selected")
    page.click("button[name=index]")
    expect(page.locator("input[name=post]")).to_be_attached()


def a_title_refused(page: Page, rows: Rows) -> None:
    page.goto(f"/admin/catalog/movie/{rows.title.pk}/change/")
    page.fill("[name=release_year]", "99999")
    page.locator("[name=_save]").last.click()
    expect(page.locator(".errornote")).to_be_visible()


def an_action_done(page: Page, rows: Rows) -> None:
    page.goto("/admin/catalog/movie/?q=jaws")
    page.check("#result_list tbody input[type=checkbox]")
    page.select_option("select[name=action]", "hide")
    page.click("button[name=index]")
    expect(page.locator(".messagelist li")).to_be_visible()


def a_history_looked_at(page: Page, rows: Rows) -> None:
    """A title with another rating here, one that is not here, and a row of no use."""
    Rating.objects.filter(movie=rows.title).update(value=7)
    lines = [
        "Date,Name,Year,Letterboxd URI,Rating",
        f"2021-03-04,Jaws,{rows.title.release_year},u,2",
        "2021-03-05,Unheard Of,1999,u,2",
        "2021-03-06,Jaws,1975,u,7",
    ]
    _send_history(page, "\n".join(lines))
    expect(page.locator("#found li")).to_have_count(1)
    expect(page.locator("#not-found li")).to_have_count(1)
    expect(page.locator("#rejected li")).to_have_count(1)


def a_history_refused(page: Page, rows: Rows) -> None:
    _send_history(page, "a,b\n1,2\n")
    expect(page.locator(".errorlist")).to_be_visible()


def _send_history(page: Page, text: str) -> None:
    page.goto("/history/import/")
    page.set_input_files(
        "#id_file", {"name": "ratings.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.click("main form [type=submit]")


STATES: dict[Who, list[State]] = {
    "anybody": [
        results_with_filters_open,
        one_result,
        no_results,
        a_swap_that_failed,
        similar_titles_on_their_way,
        a_wrong_password,
        a_sign_up_refused,
        the_second_factor_asked_for,
        an_empty_catalogue,
    ],
    "visitor": [
        a_heart_just_pressed,
        the_account_menu_open,
        a_new_token,
        tokens,
        a_password_change_refused,
        a_history_looked_at,
        a_history_refused,
    ],
    "staff": [
        suggestions_open,
        suggestions_for_one_open,
        a_row_added_to_an_inline,
        a_title_refused,
        an_action_to_be_confirmed,
        an_action_done,
        an_empty_catalogue,
    ],
}


@pytest.mark.parametrize(("language", "width"), LOOKS)
@pytest.mark.parametrize("who", list(STATES))
def test_axe_finds_nothing_in_any_state(
    open_browser: Callable[..., BrowserContext], rows: Rows, who: Who, language: str, width: int
):
    context = open_browser(who, language, width)
    found = []
    for state in STATES[who]:
        page = context.new_page()
        state(page, rows)
        found += violations(page, state.__name__)
        page.close()
    assert not found, "\n".join(found)
