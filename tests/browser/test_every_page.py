"""What holds on each page: it fits a phone, and the browser has nothing to complain about."""

from collections.abc import Callable

import pytest
from playwright.sync_api import ConsoleMessage, Page

from accounts.models import User
from catalog.models import Job, Movie
from recommendations.models import Favorite

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def addresses(titles: dict[str, Movie]) -> list[str]:
    jaws = titles["Jaws"]
    return [
        "/",
        "/?q=sharks&kind=film&year_from=1900&year_to=nonsense",
        f"/?q={LONG_WORD}&genre={LONG_WORD}",
        jaws.get_absolute_url(),
        f"/titles/{jaws.pk}/similar/",
        "/favorites/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/logout/",
        "/accounts/password/reset/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/insights/",
        "/privacy/",
        f"/api/?ask=score_titulo&about={LONG_WORD}",
        "/sources/",
        "/no/such/page/",
    ]


@pytest.mark.parametrize("is_logged_in", [False, True])
@pytest.mark.parametrize("width", [360, 1100])
def test_no_page_scrolls_sideways(
    page: Page,
    titles: dict[str, Movie],
    visitor: User,
    log_in: Callable[..., None],
    is_logged_in: bool,
    width: int,
):
    Movie.objects.filter(title="Jaws").update(title=LONG_WORD, description=LONG_WORD)
    page.set_viewport_size({"width": width, "height": 740})
    if is_logged_in:
        Favorite.objects.create(user=visitor, movie=titles["Jaws"])
        log_in(page.context, visitor)
    too_wide = []
    for address in addresses(titles):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(box => box.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(address)
    assert too_wide == []


def test_no_page_makes_the_browser_complain(
    page: Page, titles: dict[str, Movie], visitor: User, log_in: Callable[..., None]
):
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        is_the_404_itself = "404 (Not Found)" in message.text and "/no/such/page/" in page.url
        if message.type in ("error", "warning") and not is_the_404_itself:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    job = Job.objects.create(kind=Job.Kind.IMPORT, label="a file", total=200, done=50)
    for address in ("/", "/accounts/login/", "/accounts/signup/"):
        page.goto(address)

    visitor.is_staff = visitor.is_superuser = True
    visitor.save()
    log_in(page.context, visitor)
    admin_pages = [
        "/admin/",
        "/admin/catalog/movie/",
        f"/admin/catalog/movie/{titles['Jaws'].pk}/change/",
        "/admin/catalog/job/",
        f"/admin/catalog/job/{job.pk}/change/",
        "/admin/accounts/user/",
        f"/admin/accounts/user/{visitor.pk}/change/",
    ]
    for address in [*addresses(titles), *admin_pages]:
        page.goto(address)
    assert complaints == []
