"""The keyboard alone, with what must hold wherever it stops: that one sees where one is."""

from playwright.sync_api import Locator, Page, expect

# What is wrong with the place of the keyboard; "" if nothing is.
PROBLEM = """async () => {
  // A strip that scrolls brings what has the focus into view with its next frame.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const here = document.activeElement;
  if (!here || here === document.body) return "nothing has the focus";
  // A ring may be drawn around the whole of a field that is made of several parts.
  const hasRing = (e) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  };
  let ringed = here;
  while (ringed && !hasRing(ringed)) ringed = ringed.parentElement;
  if (!ringed && getComputedStyle(here).boxShadow === "none") return "the focus is not to be seen";
  const box = [...here.getClientRects()].find(({ width, height }) => width && height);
  if (!box) return "the focus has no place";
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return "the focus is out of view";
  const top = document.elementFromPoint(x, y);
  if (!top || !(here.contains(top) || top.contains(here) || here.labels?.[0]?.contains(top))) {
    return `the focus is behind ${top?.outerHTML.slice(0, 80)}`;
  }
  return "";
}"""

HERE = "() => document.activeElement.outerHTML.slice(0, 120)"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def assert_focus_is_seen(page: Page) -> None:
    problem = page.evaluate(PROBLEM)
    assert not problem, f"{problem}: {page.evaluate(HERE)}"


def tab_to(page: Page, goal: Locator, *, key: str = "Tab", most: int = 120) -> None:
    """Press Tab, or Shift+Tab, until the goal has the focus; each stop on the way must be seen."""
    expect(goal).to_be_visible()
    for _ in range(most):
        page.keyboard.press(key)
        assert_focus_is_seen(page)
        if goal.evaluate("goal => goal === document.activeElement"):
            return
    raise AssertionError(f"{key} does not lead to {goal}")
