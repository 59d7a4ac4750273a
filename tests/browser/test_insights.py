"""The insights: charts drawn from their tables, with JavaScript and without."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import Movie
from tests.catalog.factories import CreditFactory, FiguresFactory, GenreFactory, MovieFactory

# What ECharts was given to draw.
OPTION = "picture => echarts.getInstanceByDom(picture).getOption()"


@pytest.fixture(autouse=True)
def facts(titles: dict[str, Movie]) -> None:
    """Forty films with all sorts of numbers, and a series."""
    drama = GenreFactory.create(name="Drama")
    for n in range(40):
        film = MovieFactory.create(minutes=80 + n, release_year=1990 + n % 20, genres=[drama])
        FiguresFactory.create(
            movie=film,
            release_date=date(1990 + n % 20, 1 + n % 12, 5),
            budget=10_000 * (n + 1),
            revenue=25_000 * (n + 1) + n % 7 * 9_000,
            vote_count=100 + n,
            vote_average=5 + n / 20,
            popularity=n,
        )
        film.sources.create(platform="tmdb", source_id=str(n))
    CreditFactory.create(movie=film, person__name="Agnès Varda", role="director")
    series = MovieFactory.create(kind="series", title="Tides", release_year=2001)
    series.sources.create(platform="netflix", source_id="s1")


def chart(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def picture(page: Page, name: str) -> Locator:
    """Scrolled to, and drawn."""
    found = chart(page, name).get_by_role("img")
    found.scroll_into_view_if_needed()
    expect(found.locator("canvas").first).to_be_visible()
    return found


def test_every_chart_is_drawn_once_it_is_scrolled_to_and_nothing_complains(page: Page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/insights/")
    pictures = page.locator(".chart-picture")
    expect(pictures).to_have_count(13)
    expect(pictures.last.locator("canvas")).to_have_count(0)
    for one in pictures.all():
        one.scroll_into_view_if_needed()
        expect(one.locator("canvas").first).to_be_visible()
    assert complaints == []


def test_what_is_drawn_is_what_the_table_says(page: Page):
    page.goto("/insights/")
    drawn = picture(page, "By month").evaluate(OPTION)
    cells = (
        chart(page, "By month")
        .locator("tbody tr")
        .evaluate_all(
            "rows => rows.map(row => [row.cells[0].textContent, Number(row.cells[1].textContent)])"
        )
    )
    assert len(cells) == 12
    assert sum(count for _, count in cells) == 40
    assert [name for name, _ in cells] == drawn["xAxis"][0]["data"]
    assert [count for _, count in cells] == drawn["series"][0]["data"]


def test_a_year_without_titles_is_a_zero_of_the_line(page: Page):
    Movie.objects.filter(release_year=1995).delete()
    page.goto("/insights/")
    drawn = picture(page, "By year").evaluate(OPTION)
    years = dict(zip(drawn["xAxis"][0]["data"], drawn["series"][0]["data"], strict=True))
    assert years["1995"] == 0
    assert years["1996"] == 2


@pytest.mark.parametrize("width", [360, 1600])
def test_every_month_and_day_of_the_week_is_named(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/insights/")
    for name in ("By month", "By day of the week"):
        axis = picture(page, name).evaluate(OPTION)["xAxis"][0]["axisLabel"]
        assert (axis["interval"], axis["hideOverlap"], axis["rotate"]) == (0, False, 40)


def test_charts_beside_each_other_are_of_one_height_until_a_table_opens(page: Page):
    page.set_viewport_size({"width": 1600, "height": 900})
    page.goto("/insights/")
    month, day = chart(page, "By month"), chart(page, "By day of the week")
    height = "element => element.getBoundingClientRect().height"
    closed = day.evaluate(height)
    assert month.evaluate(height) == closed
    month.locator("summary").click()
    assert day.evaluate(height) <= closed < month.evaluate(height)


def test_pointing_at_a_bar_tells_what_its_row_says(page: Page):
    page.goto("/insights/")
    found = picture(page, "By month")
    box = found.bounding_box()
    assert box is not None
    told = "picture => echarts.getInstanceByDom(picture).getZr().storage.getDisplayList(true)" + (
        ".map(part => part.style.text).filter(Boolean).join(' ')"
    )
    assert "Share" not in found.evaluate(told)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function(
        f"picture => ({told})(picture).includes('Share')", arg=found.element_handle()
    )


def test_pressing_a_point_opens_its_title(page: Page):
    page.goto("/insights/")
    found = picture(page, "Cost against revenue")
    place = found.evaluate(
        """picture => {
          const chart = echarts.getInstanceByDom(picture);
          const [point] = chart.getOption().series[0].data;
          return chart.convertToPixel({ seriesIndex: 0 }, point);
        }"""
    )
    found.click(position={"x": place[0], "y": place[1]})
    expect(page).to_have_url(re.compile(r"/titles/\d+-title-number-\d+/$"))


def test_the_filter_swaps_in_place_and_back_undoes_it(page: Page):
    page.goto("/insights/")
    page.evaluate("window.loadedOnce = true")
    heading = page.locator("#insights-of")
    expect(heading).to_have_text("49 titles")
    page.get_by_label("Kind").focus()
    page.get_by_label("Kind").select_option("series")
    expect(heading).to_have_text("1 title")
    expect(page).to_have_url(re.compile(r"/insights/\?kind=series$"))
    expect(page.get_by_label("Kind")).to_be_focused()
    expect(page.locator("#announcement")).to_have_text("1 title")
    assert picture(page, "By decade").evaluate(OPTION)["series"][0]["data"] == [1]
    page.get_by_label("Source").select_option("tmdb")
    expect(page.get_by_text("There is nothing to count here yet.")).to_be_visible()
    assert page.evaluate("window.loadedOnce === true")

    page.go_back()
    expect(heading).to_have_text("1 title")
    expect(page.get_by_label("Kind")).to_have_value("series")
    page.go_back()
    expect(heading).to_have_text("49 titles")
    expect(page.get_by_label("Kind")).to_have_value("")
    expect(page.get_by_role("banner")).to_be_visible()


def test_after_a_failed_swap_the_charts_are_still_there(page: Page):
    page.goto("/insights/")
    found = picture(page, "By month")
    page.route(re.compile("kind="), lambda route: route.fulfill(status=500, body="no"))
    page.get_by_label("Kind").select_option("series")
    expect(page.get_by_text("That did not work. The fault is ours")).to_be_visible()
    assert len(found.evaluate(OPTION)["series"][0]["data"]) == 12


def test_what_was_drawn_and_is_swapped_away_is_let_go(page: Page):
    page.goto("/insights/")
    found = picture(page, "By month").element_handle()
    page.get_by_label("Kind").select_option("film")
    expect(page.locator("#insights-of")).to_have_text("48 titles")
    assert page.evaluate("picture => echarts.getInstanceByDom(picture) === undefined", found)


def test_with_the_keyboard_the_table_opens_and_scrolls(page: Page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/insights/")
    data = chart(page, "Spread and outliers")
    table = data.get_by_role("group", name="Spread and outliers")
    expect(table).to_be_hidden()
    data.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    page.keyboard.press("Tab")
    expect(table).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("table => table.scrollLeft > 0", arg=table.element_handle())


def test_a_chart_takes_the_colours_of_the_theme(page: Page):
    page.emulate_media(color_scheme="light")
    page.goto("/insights/")
    colour = "picture => echarts.getInstanceByDom(picture).getOption().series[0].itemStyle.color"
    found = picture(page, "By month")
    light = found.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        f"([picture, light]) => ({colour})(picture) !== light", arg=[found.element_handle(), light]
    )


def test_nothing_moves_for_those_who_asked_for_no_motion(page: Page):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/insights/")
    assert picture(page, "By month").evaluate(OPTION)["animation"] is False


def test_a_chart_keeps_to_the_width_of_its_window(page: Page):
    page.set_viewport_size({"width": 1200, "height": 800})
    page.goto("/insights/")
    canvas = picture(page, "By year").locator("canvas").first
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_function("canvas => canvas.clientWidth < 340", arg=canvas.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_without_javascript_the_tables_are_the_page(plain_page: Page):
    plain_page.goto("/insights/")
    expect(chart(plain_page, "By month").get_by_role("table")).to_be_visible()
    expect(chart(plain_page, "By month").get_by_role("img")).to_have_count(0)
    plain_page.get_by_label("Kind").select_option("series")
    plain_page.get_by_role("button", name="Apply").click()
    expect(plain_page.locator("#insights-of")).to_have_text("1 title")
    expect(plain_page.get_by_label("Kind")).to_have_value("series")
    expect(plain_page).to_have_url(re.compile(r"/insights/\?kind=series&source=$"))


def test_on_paper_the_tables_stand_beneath_their_sentences(page: Page):
    page.goto("/insights/")
    page.emulate_media(media="print")
    expect(chart(page, "By month").get_by_role("table")).to_be_visible()
    expect(chart(page, "By month").locator(".chart-picture")).to_be_hidden()
    expect(page.get_by_label("Kind")).to_be_hidden()
