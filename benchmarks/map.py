"""The map: how long its layout takes, how faithful it is, and how often a browser draws it anew.

Titles beyond the Netflix file are mixtures of two real ones (`synthetic.py`). The browser has no
graphics card to help it, as the tests' has none. The same points are drawn in three ways: by the
page itself, which writes pixels, and by canvas commands and WebGL (`map_painters.html`).
"""

import os
import shutil
import socket
import time
import urllib.error
import urllib.request
from typing import Any

from benchmarks.catalogues import NETFLIX_ROWS, import_catalogue
from benchmarks.servers import ROOT, VAR, empty_tables, running
from benchmarks.synthetic import grow_catalogue
from benchmarks.workers import celery_worker, embed
from config.embedded.site_programs import site_programs
from config.embedded.web_address import WebAddress

POINTS = 50_000
FRAMES = 120
PATIENCE = 60.0  # seconds for the site to come up

PAINTERS = ROOT / "benchmarks" / "map_painters.html"
WINDOWS = {"desktop": (1600, 900, 1), "fine_desktop": (1600, 900, 2), "phone": (360, 740, 3)}

# Asks for a frame after each frame, moved a little; as many as are drawn by the second.
PAN = """frames => new Promise((done) => {
  const { picture } = document.getElementById("map");
  const times = [];
  const step = (now) => {
    times.push(now);
    picture.pan(14 * Math.sin(times.length / 9), 9 * Math.cos(times.length / 13));
    if (times.length <= frames) requestAnimationFrame(step);
    else done((1000 * frames) / (times.at(-1) - times[0]));
  };
  requestAnimationFrame(step);
})"""


def measure(*, quick: bool) -> dict[str, Any]:
    from catalog.models import Movie

    empty_tables()
    import_catalogue(1_000 if quick else NETFLIX_ROWS)
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    with celery_worker(2, first_titles=ids[:2]):
        embed(ids[2:])
    layouts = {f"{len(ids)}_titles": _lay_out()}
    size = 3_000 if quick else POINTS
    grow_catalogue(size)
    layouts[f"{size}_titles"] = _lay_out()
    return {"layout": layouts, f"drawing_{size}_points": _draw(size)}


def _lay_out() -> dict[str, Any]:
    """Each method's seconds, of this process's processor too, and how faithful it is."""
    from recommendations.map.building import build_map

    began, used = time.perf_counter(), time.process_time()
    rows = build_map()
    figures: dict[str, Any] = {
        row.method: {"s": row.duration.total_seconds(), "trustworthiness": row.trustworthiness}
        for row in rows
    }
    figures["s"] = time.perf_counter() - began
    figures["processor_s"] = time.process_time() - used
    return figures


def _draw(points: int) -> dict[str, Any]:
    """Frames a second of each window, the bytes of the page, and what other painters come to."""
    from playwright.sync_api import sync_playwright

    address = WebAddress("127.0.0.1", _free_port())
    web = site_programs(address, VAR, os.environ)["web"]
    site = f"http://{address.host}:{address.port}"
    with running("web", web), sync_playwright() as playwright:
        _wait_for(f"{site}/map/")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        figures: dict[str, Any] = {}
        for name, (width, height, ratio) in WINDOWS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=ratio
            )
            page = context.new_page()
            received: list[float] = []
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            network.on(
                "Network.loadingFinished",
                lambda event, received=received: received.append(event["encodedDataLength"]),
            )
            page.goto(f"{site}/map/")
            page.locator("#map-loading").wait_for(state="detached")
            figures[name] = {
                "frames_per_second": page.evaluate(PAN, FRAMES),
                "kilobytes": sum(received) / 1_000,
            }
            context.close()
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.goto(PAINTERS.as_uri())
        figures["other_painters_frames_per_second"] = page.evaluate(
            "([points, frames]) => comparePainters(points, frames)", [points, FRAMES // 4]
        )
        browser.close()
    return figures


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
