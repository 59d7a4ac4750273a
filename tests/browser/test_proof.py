"""/proof/: its figures as pictures, and as tables where there is no JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from catalog.measurements import store_measurement
from catalog.models import Measurement, Movie
from tests.catalog.evaluation.reports import search_report


@pytest.fixture(autouse=True)
def measurement(titles: dict[str, Movie]) -> None:
    store_measurement(search_report(), kind=Measurement.Kind.SEARCH)


def test_every_chart_is_drawn_from_its_table_and_nothing_complains(page: Page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/proof/")
    pictures = page.locator(".chart-picture")
    expect(pictures.nth(2)).to_be_attached()  # three of this measurement, and those shipped
    for one in pictures.all():
        one.scroll_into_view_if_needed()
        expect(one.locator("canvas").first).to_be_visible()
    assert complaints == []


def test_without_javascript_the_tables_are_the_page(plain_page: Page):
    plain_page.goto("/")
    plain_page.get_by_role("link", name="Proof").click()
    expect(plain_page.get_by_role("heading", name="plots_validation.jsonl")).to_be_visible()
    expect(plain_page.get_by_role("cell", name="50.0 (").first).to_be_visible()
    expect(plain_page.locator(".chart-picture").first).to_be_hidden()
