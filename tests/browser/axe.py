"""What axe finds on a page, with all its rules."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WHOLE = {"resultTypes": ["violations"], "preload": False}
# Another theme is other colours, and these are the rules that look at colours.
COLOURS = {**WHOLE, "runOnly": ["color-contrast", "link-in-text-block"]}
THEMES: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...] = (
    ("light", WHOLE),
    ("dark", COLOURS),
)

LOOKS = [("en-GB", 1280), ("es-ES", 360)]
"""Language and width: each of either is seen on every page."""

AXE = Axe()


def violations(page: Page, name: str) -> list[str]:
    """A line for each element that breaks a rule, in the light and in the dark."""
    found = []
    for theme, options in THEMES:
        page.emulate_media(color_scheme=theme)
        result: dict[str, Any] = AXE.run(page, options=options).response
        for rule in result["violations"]:
            for node in rule["nodes"]:
                found.append(f"{name} {theme} {rule['id']} {node['target']} {node['html'][:160]}")
    return found
