"""`make screenshots`: the README's pictures, of the real site with the sample catalogue.

Each page in both languages, both themes, on a phone and on a wide screen, as WebP into
`docs/screenshots/NAME-LANGUAGE-THEME-WIDTH.webp`.
"""

import base64
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
PORT = 8171
SITE = f"http://127.0.0.1:{PORT}"
START_SECONDS = 300

QUERY = "a shark hunts swimmers at a beach town"
DIRECTOR = "Ridley Scott"
FAVORITES = ["Blade Runner", "Alien", "2001: A Space Odyssey", "The Matrix"]
PASSWORD = "a password for pictures"

LANGUAGES = {"en": "en-GB", "es": "es-ES"}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHTS = {360: 780, 1600: 1000}


@dataclass(frozen=True, slots=True)
class Sessions:
    """What the browser of somebody who is logged in carries."""

    visitor: Any
    staff: Any


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.iterdir():
        old.unlink()
    with running_site() as staff_password, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        sessions = make_sessions(browser, staff_password)
        for language, theme, width in product(LANGUAGES, THEMES, HEIGHTS):
            take_all(browser, sessions, language=language, theme=theme, width=width)
        browser.close()
    print(f"{len(list(PICTURES.iterdir()))} pictures in {PICTURES.relative_to(ROOT)}")


@contextmanager
def running_site() -> Iterator[str]:
    """The site as `make demo` starts it, with the sample read; the staff's password."""
    var = Path(tempfile.mkdtemp(prefix="screenshots-"))
    # As root the embedded servers run as another user, who must reach their folder.
    var.chmod(0o711)
    environment = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    site = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(PORT)],
        cwd=ROOT,
        env={**environment, "MOVIECLIP_VAR": str(var)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until_read()
        yield (var / "staff_password").read_text().strip()
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(timeout=60)
        shutil.rmtree(var, ignore_errors=True)


def wait_until_read() -> None:
    """Until the sample is imported, embedded and on the map: no job is running, and the better of
    the two layouts is shown."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            is_read = '<li class="card' in get("/") and "<progress" not in get("/progress/")
            if is_read and "t-SNE" in get("/map/"):
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(1)
    raise SystemExit(f"the site was not ready after {START_SECONDS} seconds")


def get(path: str) -> str:
    with urllib.request.urlopen(SITE + path, timeout=10) as answer:
        return answer.read().decode()


def make_sessions(browser: Browser, staff_password: str) -> Sessions:
    visitor = browser.new_context(base_url=SITE, locale="en-GB")
    page = visitor.new_page()
    page.goto("/accounts/signup/")
    page.fill("[name=username]", "ada")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    submit(page, "/accounts/signup/")
    for title in FAVORITES:
        page.goto(f"/?q={title}")
        heart = page.locator(".card .heart").first
        heart.click()
        page.locator(".card .heart[aria-pressed=true]").first.wait_for()
    staff = browser.new_context(base_url=SITE, locale="en-GB")
    page = staff.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", "admin")
    page.fill("[name=password]", staff_password)
    submit(page, "/accounts/login/")
    return Sessions(visitor.storage_state(), staff.storage_state())


def submit(page: Page, action: str) -> None:
    page.locator(f"main form[action^='{action}'] button[type=submit]").click()
    page.wait_for_url(lambda address: action not in address)


def take_all(
    browser: Browser,
    sessions: Sessions,
    *,
    language: str,
    theme: Literal["light", "dark"],
    width: int,
) -> None:
    def context(state: Any = None) -> BrowserContext:
        return browser.new_context(
            base_url=SITE,
            locale=LANGUAGES[language],
            color_scheme=theme,
            viewport={"width": width, "height": HEIGHTS[width]},
            storage_state=without_language(state),
            reduced_motion="reduce",
        )

    def take(page: Page, address: str, name: str) -> None:
        page.goto(address, wait_until="networkidle")
        session = page.context.new_cdp_session(page)
        picture = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
        path = PICTURES / f"{name}-{language}-{theme}-{width}.webp"
        path.write_bytes(base64.b64decode(picture["data"]))

    with context() as anybody:
        page = anybody.new_page()
        take(page, "/", "home")
        take(page, f"/?q={QUERY}", "results")
        page.goto("/?q=Blade+Runner")
        take(page, page.locator(".card h3 a").first.get_attribute("href") or "/", "title")
        take(page, "/insights/", "insights")
        page.goto(f"/people/?q={DIRECTOR}")
        take(
            page,
            page.locator("main a[href^='/people/']").first.get_attribute("href") or "/",
            "person",
        )
        take(page, "/api/", "ask")
        take(page, f"/map/?title={FAVORITES[1]}", "map")
    with context(sessions.visitor) as visitor:
        take(visitor.new_page(), "/favorites/", "favourites")
    with context(sessions.staff) as staff:
        take(staff.new_page(), "/admin/catalog/movie/", "admin")


def without_language(state: Any) -> Any:
    """The session alone: which language it is in, the browser's own setting says."""
    if state is None:
        return None
    cookies = [cookie for cookie in state["cookies"] if cookie["name"] == "sessionid"]
    return {"cookies": cookies, "origins": []}


if __name__ == "__main__":
    main()
