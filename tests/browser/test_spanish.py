"""The site as somebody sees it whose browser asks for Spanish."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from accounts.models import User
from catalog.models import Movie
from tests.browser.conftest import PASSWORD
from tests.browser.pages import pages_for
from tests.browser.rows import Who, enter, make_rows

PHONE: ViewportSize = {"width": 360, "height": 740}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "es-ES"}


def test_searching_and_liking(page: Page, visitor: User, log_in: Callable[..., None]):
    log_in(page.context, visitor)
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Qué quieres ver?")

    page.get_by_role("combobox", name="Describe lo que quieres ver").fill("a shark in summer")
    results = page.get_by_role("region", name="Los 8 títulos más cercanos")
    expect(results.get_by_role("heading", level=3).first).to_have_text("Jaws")
    expect(results).to_contain_text("% de afinidad")

    page.get_by_role("button", name="Favorito: Jaws").first.click()
    expect(page.locator("#toasts")).to_contain_text("Añadido a tus favoritos.")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading")).to_have_text("Recomendado para ti")
    expect(panel).to_contain_text("porque te gustó")
    # A screen reader reads descriptions with the sounds of their own language.
    expect(page.locator(".card-description").first).to_have_attribute("lang", "en")


def test_a_mistake_at_the_log_in_and_then_none(page: Page, visitor: User):
    page.goto("/accounts/login/")
    page.get_by_label("Nombre de usuario o correo").fill("ada")
    page.get_by_label("Contraseña").fill("not this one")
    page.get_by_role("main").get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("main")).to_contain_text(
        "El usuario o correo y la contraseña no coinciden."
    )
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("link", name="Favoritos")).to_be_visible()


def test_the_switch_changes_the_page_that_is_open_and_the_next(page: Page):
    page.goto("/privacy/")
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url("/privacy/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Privacy")
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Privacidad")
    page.goto("/sources/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fuentes de datos")


def test_the_switch_works_without_javascript(browser: Browser, base_url: str):
    context = browser.new_context(java_script_enabled=False, base_url=base_url, locale="en-GB")
    page = context.new_page()
    page.goto("/?q=shark")
    page.get_by_role("button", name="Español").click()
    expect(page).to_have_url("/?q=shark")
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Qué quieres ver?")
    context.close()


def test_curators_read_their_lists_in_spanish(
    page: Page, visitor: User, log_in: Callable[..., None]
):
    visitor.is_staff = visitor.is_superuser = True
    visitor.save()
    log_in(page.context, visitor)
    page.goto("/admin/")
    page.get_by_role("main").get_by_role("link", name="Títulos", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Elegir título para modificar")
    page.get_by_role("row", name="Jaws").get_by_role("checkbox").check()
    page.get_by_role("combobox", name="Acción").select_option(label="Ocultar")
    page.get_by_role("button", name="Ir", exact=True).click()
    expect(page.get_by_text("Se ha cambiado 1 título.")).to_be_visible()
    assert not Movie.objects.get(title="Jaws").is_published


@pytest.mark.parametrize("who", ["anybody", "visitor", "guarded", "staff"])
def test_no_page_scrolls_sideways_on_a_phone(page: Page, visitor: User, base_url: str, who: Who):
    """Spanish words are longer than those that the pages were drawn with."""
    page.set_viewport_size(PHONE)
    rows = make_rows(visitor)
    if person := rows.people[who]:
        enter(page.context, person, base_url)
    too_wide = []
    for name, address in pages_for(who, rows):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            too_wide.append(f"{name}: {width}")
    assert too_wide == []
