"""What the eye and the hand need: targets that can be hit, pages that zoom, and no motion for
those who asked for none."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.keyboard import tab_to
from tests.browser.pages import pages_for
from tests.browser.rows import Rows, Who

# Targets below 24 by 24 CSS pixels, but for those that WCAG 2.5.8 excepts: links within a line of
# text, and targets with so much room that circles of 24 pixels on their middles touch no other.
SMALL_TARGETS = """() => {
  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const isWithinText = (e) =>
    getComputedStyle(e).display === "inline" &&
    [...e.parentElement.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
  // A label presses its field as well as the field itself does.
  const boxOf = (e) => {
    const boxes = [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
    return boxes.reduce((a, b) => (a.width * a.height > b.width * b.height ? a : b));
  };
  const controls = "a[href], button, input, select, textarea, summary";
  const targets = [...document.querySelectorAll(controls)]
    .filter((e) => e.type !== "hidden" && e.tabIndex >= 0 && isSeen(e) && !isWithinText(e))
    .filter((e) => !e.matches(".skip-link, .skip-to-content-link"))
    .map((e) => ({ e, box: boxOf(e) }))
    .filter(({ box }) => box.width && box.height);
  const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
  const isSmall = ({ width, height }) => width < 23.5 || height < 23.5;
  const distance = ([x, y], box) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  const hasRoom = ({ e, box }) => targets.every(({ e: other, box: others }) => {
    if (other === e) return true;
    if (!isSmall(others)) return distance(middle(box), others) >= 12;
    const [[x, y], [u, v]] = [middle(box), middle(others)];
    return Math.hypot(x - u, y - v) >= 24;
  });
  return targets
    .filter((target) => isSmall(target.box) && !hasRoom(target))
    .map(({ e, box }) =>
      `${Math.round(box.width)}x${Math.round(box.height)} ${e.outerHTML.slice(0, 120)}`);
}"""

MOTIONS = """() => document.getAnimations()
  .filter((animation) => animation.effect.getComputedTiming().duration > 1)
  .map((animation) => animation.animationName ?? animation.transitionProperty)"""

WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("who", ["anybody", "visitor", "guarded", "staff"])
def test_every_target_of_a_phone_can_be_hit(
    open_browser: Callable[..., BrowserContext], rows: Rows, who: Who
):
    page = open_browser(who, width=360).new_page()
    found = []
    for name, address in pages_for(who, rows):
        page.goto(address)
        page.evaluate("document.querySelectorAll('#filter-box').forEach(box => box.open = true)")
        found += [f"{name} {target}" for target in page.evaluate(SMALL_TARGETS)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", ["anybody", "visitor", "guarded"])
def test_nothing_is_lost_at_320_pixels_or_with_letters_of_twice_the_size(
    open_browser: Callable[..., BrowserContext], rows: Rows, who: Who
):
    narrow = open_browser(who, width=320).new_page()
    large = open_browser(who, width=640).new_page()
    found = []
    for name, address in pages_for(who, rows):
        narrow.goto(address)
        if (width := narrow.evaluate(WIDTH)) > 320:
            found.append(f"{name} is {width} pixels wide at 320")
        large.goto(address)
        large.evaluate("document.documentElement.style.fontSize = '200%'")
        if (width := large.evaluate(WIDTH)) > 640:
            found.append(f"{name} is {width} pixels wide with large letters")
    assert not found, "\n".join(found)


def test_nothing_moves_for_those_who_asked_for_no_motion(
    open_browser: Callable[..., BrowserContext], rows: Rows
):
    page = open_browser("visitor").new_page()

    def hold(route: Route) -> None:
        """No answer, for as long as the test looks."""

    page.route(re.compile("/similar/"), hold)
    page.goto(rows.title.get_absolute_url())
    expect(page.locator(".skeleton")).to_be_visible()
    assert page.evaluate(MOTIONS) == []

    page.route(re.compile("q="), hold)
    page.goto("/")
    page.locator("#q").fill("sharks")
    expect(page.locator("#searching.htmx-request")).to_be_attached()
    assert page.evaluate(MOTIONS) == []


def test_in_colours_of_the_system_the_focus_and_what_is_chosen_are_seen(visitors_page: Page):
    page = visitors_page
    page.emulate_media(forced_colors="active")
    page.goto("/?year_from=2000&year_to=2009")
    tab_to(page, page.get_by_role("combobox", name="Describe what you want to see"))
    for chosen, other in (
        (".switch [aria-pressed=true]", ".switch [aria-pressed=false]"),
        (".decades [aria-current]", ".decades"),
    ):
        colours = [
            page.locator(one).first.evaluate("e => getComputedStyle(e).backgroundColor")
            for one in (chosen, other)
        ]
        assert colours[0] != colours[1], chosen
