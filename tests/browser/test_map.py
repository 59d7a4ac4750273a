"""The map in a browser: moved, pointed at, coloured, lit, with the mouse, fingers and keys."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from catalog.models import Movie
from recommendations.map import drawing
from recommendations.models import Favorite
from tests.browser.rows import make_map
from tests.catalog.factories import GenreFactory

# Where a title lies, in the page's pixels from the corner of the window.
PLACE = """id => {
  const { picture } = document.getElementById("map");
  const { left, top } = picture.canvas.getBoundingClientRect();
  const [x, y] = picture.toPage(findMapPoint(picture.points, id));
  return [left + x, top + y];
}"""
COLOUR = """([x, y]) => {
  const { picture } = document.getElementById("map");
  const { left, top } = picture.canvas.getBoundingClientRect();
  const at = [x - left, y - top].map((n) => Math.round(n * picture.ratio));
  return [...picture.context.getImageData(...at, 1, 1).data].slice(0, 3);
}"""
VIEW = """() => {
  const { zoom, centreX, centreY } = document.getElementById("map").picture;
  return [zoom, centreX, centreY];
}"""
LIT = """() => document.getElementById("map").picture.lit.map(
  ({ at, kind }) => [document.getElementById("map").picture.points.ids[at], kind])"""
DRAWN = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"""


@pytest.fixture(autouse=True)
def _map(titles: dict[str, Movie]) -> None:
    for name, genre in (("Jaws", "Horror"), ("Deep Blue", "Horror"), ("Moon Base", "Drama")):
        titles[name].genres.add(GenreFactory.create(name=genre))
    drawing._here.clear()
    make_map()


def open_map(page: Page, address: str = "/map/") -> None:
    page.goto(address)
    expect(page.locator("#map-loading")).to_have_count(0)
    page.evaluate("scrollTo(0, document.getElementById('map').offsetTop)")
    page.evaluate(DRAWN)


def place(page: Page, movie: Movie) -> tuple[float, float]:
    page.evaluate(DRAWN)
    x, y = page.evaluate(PLACE, movie.pk)
    return x, y


def test_pointing_at_a_point_names_it_and_a_click_opens_the_title(
    page: Page, titles: dict[str, Movie]
):
    open_map(page)
    tip = page.locator("#map-tip")
    expect(tip).to_be_hidden()
    page.mouse.move(*place(page, titles["Jaws"]))
    expect(tip).to_contain_text("Jaws (2001)")
    expect(tip).to_contain_text("Horror")
    page.mouse.move(5, 300)
    expect(tip).to_be_hidden()
    page.mouse.click(*place(page, titles["Moon Base"]))
    expect(page).to_have_url(re.compile(r"/titles/\d+-moon-base/$"))


def test_dragging_moves_the_map_and_opens_nothing(page: Page, titles: dict[str, Movie]):
    open_map(page)
    x, y = place(page, titles["Jaws"])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 40, steps=5)
    page.mouse.up()
    assert place(page, titles["Jaws"]) == pytest.approx((x + 80, y + 40), abs=1)
    expect(page).to_have_url(re.compile(r"/map/$"))
    page.get_by_role("button", name="All").click()
    assert place(page, titles["Jaws"]) == pytest.approx((x, y), abs=1)


def test_the_wheel_comes_closer_to_what_is_under_it_and_without_ctrl_scrolls_the_page(
    page: Page, titles: dict[str, Movie]
):
    open_map(page)
    x, y = place(page, titles["Jaws"])
    page.mouse.move(x, y)
    page.mouse.wheel(0, 300)
    page.wait_for_function("() => scrollY > 100")
    assert page.evaluate(VIEW)[0] == 1
    page.evaluate("scrollTo(0, document.getElementById('map').offsetTop)")
    x, y = place(page, titles["Jaws"])
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function("() => document.getElementById('map').picture.zoom > 1")
    assert place(page, titles["Jaws"]) == pytest.approx((x, y), abs=1.5)


def test_by_keyboard_the_map_moves_tells_what_is_under_the_cross_and_opens_it(
    page: Page, titles: dict[str, Movie]
):
    open_map(page)
    page.locator("#map-canvas").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    zoom, across, _down = page.evaluate(VIEW)
    assert zoom > 1
    assert across < 32767
    page.evaluate(
        """id => {
          const { picture } = document.getElementById("map");
          const at = findMapPoint(picture.points, id);
          picture.showAll([at]);
        }""",
        titles["Finding Nemo"].pk,
    )
    page.keyboard.press("-")
    expect(page.locator("#announcement")).to_have_text("Finding Nemo (2001)")
    page.keyboard.press("Tab")  # the links of its name follow, and can be used
    expect(page.locator("#map-tip a").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/titles/\d+-finding-nemo/$"))


def test_enter_opens_what_is_under_the_cross_however_soon(page: Page, titles: dict[str, Movie]):
    open_map(page)
    page.locator("#map-canvas").focus()
    show = """id => {
      const { picture } = document.getElementById("map");
      picture.showAll([findMapPoint(picture.points, id)]);
    }"""
    page.evaluate(show, titles["Finding Nemo"].pk)
    page.keyboard.press("-")
    expect(page.locator("#announcement")).to_have_text("Finding Nemo (2001)")
    page.evaluate(show, titles["Moon Base"].pk)
    page.evaluate(
        """() => {
          const press = (key) => new KeyboardEvent("keydown", { key });
          for (const key of ["-", "Enter"])
            document.getElementById("map-canvas").dispatchEvent(press(key));
        }"""
    )
    expect(page).to_have_url(re.compile(r"/titles/\d+-moon-base/$"))


def test_a_name_leads_on_with_what_is_chosen_now(page: Page, titles: dict[str, Movie]):
    open_map(page)
    page.mouse.move(*place(page, titles["Jaws"]))
    link = page.locator("#map-tip a.map-tip-light")
    expect(link).to_have_attribute("href", re.compile(r"id=\d+$"))
    page.mouse.move(5, 300)
    page.get_by_label("Similar titles by").select_option("clip")
    expect(page).to_have_url(re.compile(r"engine=clip"))
    page.mouse.move(*place(page, titles["Jaws"]))
    expect(link).to_have_attribute("href", re.compile(r"engine=clip"))


def test_a_finger_sees_the_name_first_and_two_come_closer(
    browser: Browser, base_url: str, titles: dict[str, Movie]
):
    context = browser.new_context(
        base_url=base_url, has_touch=True, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    open_map(page)
    page.touchscreen.tap(*place(page, titles["Jaws"]))
    tip = page.locator("#map-tip")
    expect(tip).to_contain_text("Jaws (2001)")
    expect(page).to_have_url(re.compile(r"/map/$"))
    session = context.new_cdp_session(page)
    box = page.locator("#map-canvas").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2

    def touch(kind: str, *xs: float) -> None:
        points = [{"x": box["x"] + x, "y": y, "id": nth} for nth, x in enumerate(xs)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 140, 180)
    for spread in (30, 60, 90):
        touch("touchMove", 160 - spread, 160 + spread)
    touch("touchEnd")
    assert page.evaluate(VIEW)[0] > 2
    tip.get_by_role("link", name="Light up").click()
    expect(page).to_have_url(re.compile(r"title=Jaws"))
    context.close()


def test_a_chosen_title_is_lit_with_its_list_and_in_place(page: Page, titles: dict[str, Movie]):
    open_map(page)
    page.evaluate("window.loadedOnce = true")
    page.get_by_label("Title", exact=True).fill("Jaws")
    page.get_by_role("button", name="Light up").click()
    expect(page.get_by_role("heading", name="Similar to Jaws")).to_be_visible()
    expect(page.locator("#announcement")).to_have_text("Similar to Jaws")
    expect(page).to_have_url(re.compile(r"/map/\?title=Jaws&id=\d+$"))
    page.wait_for_function("() => document.getElementById('map').picture.lit.length === 8")
    lit = page.evaluate(LIT)
    assert lit[-1] == [titles["Jaws"].pk, "chosen"]
    listed = page.locator("[data-lit=similar]").evaluate_all(
        "links => links.map((link) => Number(link.dataset.id))"
    )
    assert {pk for pk, kind in lit if kind == "similar"} == set(listed)
    page.get_by_label("Similar titles by").select_option("clip")
    expect(page).to_have_url(re.compile(r"engine=clip"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"/map/\?title=Jaws&id=\d+$"))
    expect(page.get_by_role("heading", name="Similar to Jaws")).to_be_visible()


def test_favourites_are_lit(visitors_page: Page, titles: dict[str, Movie], visitor: User):
    Favorite.objects.create(user=visitor, movie=titles["Moon Base"])
    open_map(visitors_page)
    assert visitors_page.evaluate(LIT) == [[titles["Moon Base"].pk, "favorite"]]


def test_colours_follow_the_choice_the_legend_and_the_theme(page: Page, titles: dict[str, Movie]):
    page.emulate_media(color_scheme="light")
    open_map(page)

    def colour_of(name: str) -> list[int]:
        colour: list[int] = page.evaluate(COLOUR, place(page, titles[name]))
        return colour

    assert colour_of("Jaws") == colour_of("Deep Blue") != colour_of("Moon Base")
    by_genre, drama = colour_of("Jaws"), colour_of("Moon Base")
    horror = page.get_by_role("button", name="Horror")
    horror.click()
    expect(horror).to_have_attribute("aria-pressed", "true")
    assert colour_of("Jaws") == by_genre
    assert colour_of("Moon Base") != drama
    horror.click()
    assert colour_of("Moon Base") == drama
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        f"([place, before]) => String(({COLOUR})(place)) !== String(before)",
        arg=[place(page, titles["Jaws"]), by_genre],
    )
    page.get_by_label("Colour by").select_option("kind")
    expect(page.get_by_role("button", name="film", exact=False).first).to_be_visible()
    expect(horror).to_be_hidden()
    assert colour_of("Jaws") == colour_of("Moon Base")


def test_where_the_points_do_not_come_the_table_is_pointed_out(page: Page):
    page.route(re.compile("/map/points/"), lambda route: route.fulfill(status=500, body="no"))
    page.goto("/map/")
    expect(page.get_by_role("alert")).to_contain_text("The points did not come.")
    expect(page.get_by_role("heading", name="The map as a table")).to_be_visible()


def test_without_javascript_the_table_is_the_map(plain_page: Page):
    plain_page.goto("/map/")
    expect(plain_page.locator("canvas")).to_be_hidden()
    plain_page.get_by_label("Title", exact=True).fill("Jaws")
    plain_page.get_by_role("button", name="Light up").click()
    expect(plain_page.get_by_role("heading", name="Around Jaws on the map")).to_be_visible()
    expect(plain_page.locator(".map-table tbody tr")).to_have_count(8)


@pytest.mark.parametrize("width", [360, 1600])
def test_the_page_keeps_to_its_window_and_nothing_complains(page: Page, width: int):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": 800})
    open_map(page, "/map/?title=Jaws")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints == []
