"""/insights/: the page, its fragment, its filter, and what is kept."""

from collections.abc import Callable
from datetime import date
from threading import Event, Thread
from unittest import mock

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalog.insights import collected
from catalog.insights.collected import insights_of
from catalog.insights.money import Money
from catalog.insights.scope import Scope
from catalog.locks import LockTaken
from catalog.version import catalogue_changed
from tests.catalog.factories import CreditFactory, FiguresFactory, GenreFactory, MovieFactory

HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def titles() -> None:
    film = MovieFactory.create(
        title="Tides", minutes=90, genres=[GenreFactory.create(name="Drama")]
    )
    FiguresFactory.create(movie=film, release_date=date(2001, 5, 4), budget=2_000, revenue=6_000)
    film.sources.create(platform="tmdb", source_id="1")
    series = MovieFactory.create(kind="series")
    series.sources.create(platform="netflix", source_id="s1")
    CreditFactory.create(movie=film)
    CreditFactory.create(movie=film, role="director")


def test_the_page_has_every_chart_with_its_table(client: Client, titles: None):
    page = client.get("/insights/").content.decode()
    assert page.count('class="chart ') == 17
    for key in ("months", "weekdays", "decades", "years", "money", "actors", "missing", "spread"):
        assert f'id="chart-{key}"' in page
    assert "<h1>Insights</h1>" in page
    assert '<th scope="row">May</th><td data-value="1">1</td>' in page


def test_htmx_gets_the_part_that_changes_and_a_tidy_address(client: Client, titles: None):
    answer = client.get("/insights/", {"kind": "film", "source": "", "x": "1"}, headers=HTMX)
    assert b"<html" not in answer.content
    assert answer.content.strip().startswith(b'<section class="insights" id="insights"')
    assert answer["HX-Push-Url"] == "/insights/?kind=film"
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", "2 titles"),
        ("?kind=film", "1 title"),
        ("?source=netflix", "1 title"),
        ("?kind=film&source=netflix", "0 titles"),
        ("?kind=cartoon&source=nowhere", "2 titles"),
        ("?kind=%00&source=%F0%9F&kind=film", "1 title"),
    ],
)
def test_the_filter_narrows_and_what_it_does_not_know_counts_as_blank(
    client: Client, titles: None, query: str, count: str
):
    page = client.get(f"/insights/{query}").content.decode()
    assert f">\n    {count}\n  </h2>" in page
    assert "aria-invalid" not in page


def test_an_empty_catalogue_has_nothing_to_count(client: Client):
    page = client.get("/insights/").content.decode()
    assert "There is nothing to count here yet." in page
    assert "chart-months" not in page


def test_the_sample_shows_what_it_knows_and_says_what_it_does_not(
    client: Client, manage: Callable[..., str]
):
    manage("import_netflix", settings.BASE_DIR / "catalog/sample/netflix_titles.csv", "--no-embed")
    page = client.get("/insights/").content.decode()
    assert "310 titles" in page
    for known in ("decades", "years", "genres", "countries", "age-ratings", "minutes", "directors"):
        assert f'id="chart-{known}-heading"' in page
        assert f'aria-describedby="chart-{known}-sentence"' in page, f"a picture of {known}"
    for unknown in ("months", "weekdays", "means", "vote-counts", "money"):
        assert f'aria-describedby="chart-{unknown}-sentence"' not in page
    assert "No release date is known of any of these titles." in page
    assert "Of none of these titles are a revenue and a plausible cost known." in page


def test_numbers_are_kept_until_the_catalogue_changes(
    client: Client, titles: None, django_capture_on_commit_callbacks
):
    client.get("/insights/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/insights/", headers={"accept-language": "es"})
    assert len(queries) == 1, "the sources to choose from"
    MovieFactory.create()
    assert "2 titles" in client.get("/insights/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        catalogue_changed()
    assert "3 titles" in client.get("/insights/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_visitors_who_come_together_count_once(titles: None):
    counting, may_go_on, counts = Event(), Event(), []
    real = collected.count_money

    def slowly(scope: Scope) -> Money:
        counts.append(scope)
        counting.set()
        may_go_on.wait(10)
        return real(scope)

    def visit() -> None:
        try:
            insights_of(Scope())
        finally:
            connection.close()

    with mock.patch.object(collected, "count_money", slowly):
        visitors = [Thread(target=visit) for _ in range(2)]
        visitors[0].start()
        assert counting.wait(10)
        visitors[1].start()
        may_go_on.set()
        for visitor in visitors:
            visitor.join()
    assert len(counts) == 1


def test_who_has_waited_long_for_another_counts_alone(titles: None):
    with mock.patch.object(collected, "hold_lock", side_effect=LockTaken):
        assert insights_of(Scope()).titles == 2


def test_queries_do_not_grow_with_the_catalogue(
    client: Client, titles: None, django_capture_on_commit_callbacks
):
    counts = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            catalogue_changed()
        with CaptureQueriesContext(connection) as queries:
            client.get("/insights/")
        counts.append(len(queries))
        for movie in MovieFactory.create_batch(5):
            FiguresFactory.create(movie=movie, budget=5_000, revenue=1, vote_count=3)
            CreditFactory.create(movie=movie, role="director")
    assert counts[0] == counts[1] <= 35


def test_names_are_escaped_in_the_tables(client: Client):
    FiguresFactory.create(movie=MovieFactory.create(title="<b>&'\""), budget=5_000, revenue=6_000)
    page = client.get("/insights/").content.decode()
    assert "&lt;b&gt;&amp;&#x27;&quot; (2001)" in page
    assert "<b>&'" not in page


def test_it_is_read_only(client: Client):
    assert client.post("/insights/").status_code == 405
    assert client.head("/insights/").status_code == 200


def test_numbers_are_written_as_the_reader_writes_them(client: Client, titles: None):
    with translation.override("en"):
        answer = client.get("/insights/", headers={"accept-language": "es"})
    spanish = answer.content.decode()
    assert '<td data-value="3.0">3,00</td>' in spanish
