"""A curator uploads titles: with a mouse and scripts, and without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from catalog.embeddings.refresh import embed_chunk
from catalog.models import ImportUpload, Job
from catalog.tasks import import_upload
from tests.accounts.factories import UserFactory

ADD = "/admin/catalog/importupload/add/"
TABLE = """show_id,type,title,description
s1,Movie,Metropolis,A city above and a city below.
s2,Movie,,Without a title.
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.UPLOAD_FOLDER = tmp_path / "uploads"
    return settings.UPLOAD_FOLDER


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "titles.csv"
    path.write_text(TABLE)
    return path


@pytest.fixture
def curator(transactional_db: None) -> User:
    return UserFactory.create(username="grace", is_staff=True, is_superuser=True)


@pytest.fixture
def curators_page(
    page: Page, curator: User, log_in: Callable[[BrowserContext, User], None]
) -> Page:
    log_in(page.context, curator)
    return page


def upload(page: Page, file: Path) -> None:
    page.goto(ADD)
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()


def work() -> None:
    """What a worker does."""
    for each in ImportUpload.objects.unfinished():
        import_upload(each.pk)


def embed() -> None:
    job = Job.objects.embedding().get()
    embed_chunk(list(job.queued_movies.values_list("pk", flat=True)), job_id=job.pk)


def test_a_file_is_uploaded_looked_at_imported_and_watched(curators_page: Page, file: Path):
    page = curators_page
    problems: list[str] = []
    page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: problems.append(str(error)))
    upload(page, file)
    expect(page.get_by_role("heading", name="What the import would do")).to_be_visible()
    expect(page.get_by_text("Line 3: title is empty")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Waiting", exact=True)).to_be_visible()
    page.get_by_role("button", name="Stop").focus()
    work()
    expect(page.get_by_text("Imported", exact=True)).to_be_visible()
    embed()
    expect(page.locator("#outcome")).to_have_text("The import is over: imported.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the rejected rows").click()
    assert download.value.suggested_filename == "titles.rejected.csv"
    assert "title is empty" in download.value.path().read_text()
    assert not problems, "such as what the content security policy forbids"


def test_the_focus_stays_on_the_button_while_the_page_refreshes_itself(
    curators_page: Page, file: Path
):
    page = curators_page
    upload(page, file)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name="Stop").focus()
    with page.expect_response(lambda response: "/importupload/" in response.url):
        pass
    expect(page.get_by_role("button", name="Stop")).to_be_focused()


def test_a_file_that_is_no_csv_is_explained_at_the_field(curators_page: Page, tmp_path: Path):
    picture = tmp_path / "poster.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    upload(curators_page, picture)
    message = curators_page.get_by_text("poster.csv: is a PNG image, not CSV text")
    expect(message).to_be_visible()


def test_all_of_it_works_without_scripts(
    plain_page: Page, curator: User, log_in: Callable[[BrowserContext, User], None], file: Path
):
    page = plain_page
    log_in(page.context, curator)
    upload(page, file)
    page.get_by_role("button", name="Import", exact=True).click()
    work()
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_text("Imported", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_the_pages(curators_page: Page, file: Path, scheme: str):
    page = curators_page
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    upload(page, file)
    look_at(page)
    page.get_by_role("button", name="Import", exact=True).click()
    work()
    page.reload()
    look_at(page)
    page.goto(ADD)
    look_at(page)
    page.goto(f"/admin/catalog/job/{Job.objects.filter(kind='import').get().pk}/change/")
    look_at(page)


def look_at(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    wide = page.viewport_size
    for width in (360, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert wide is not None
    page.set_viewport_size(wide)
