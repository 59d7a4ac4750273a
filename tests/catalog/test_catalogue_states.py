"""The search page of a catalogue that is empty, on its way, or half read."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Job, Movie
from tests.accounts.factories import UserFactory
from tests.catalog.factories import GenreFactory, MovieFactory

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def page_of(client: Client, **parameters: str) -> str:
    return client.get("/", parameters).content.decode()


class TestEmpty:
    @pytest.mark.parametrize("parameters", [{}, {"q": "sharks"}, {"kind": "film"}])
    def test_a_visitor_is_asked_to_come_back(self, client: Client, parameters: dict[str, str]):
        page = page_of(client, **parameters)
        assert "Nothing is showing yet" in page
        assert "import_netflix" not in page

    def test_the_staff_are_told_how_to_import(self, client: Client):
        client.force_login(UserFactory.create(is_staff=True))
        page = page_of(client)
        assert "The catalogue is empty" in page
        assert "manage.py import_netflix PATH" in page

    def test_hidden_titles_alone_are_as_good_as_none(self, client: Client):
        MovieFactory.create(is_published=False)
        assert "Nothing is showing yet" in page_of(client)

    def test_while_an_import_runs_the_titles_come_by_themselves(self, client: Client):
        Job.objects.create(kind=Job.Kind.IMPORT, label="netflix.csv")
        assert "The first titles are on their way" in page_of(client)
        assert "Importing netflix.csv" in page_of(client)
        fragment = client.get("/", headers=HTMX).content.decode()
        assert 'hx-trigger="every 5s"' in fragment
        MovieFactory.create()
        fragment = client.get("/", headers=HTMX).content.decode()
        assert "every 5s" not in fragment
        assert "card-" in fragment


class TestNoResults:
    def test_filters_are_what_to_take_away_and_the_query_stays(self, client: Client):
        MovieFactory.create(genres=[GenreFactory.create(name="Horror")])
        page = page_of(client, q="sharks", genre="Comedy", year_from="1990")
        assert "Nothing here fits" in page
        assert "Take all filters away" in page
        assert 'href="?q=sharks" hx-get' in page

    def test_without_filters_other_words_are_proposed(self, client: Client):
        MovieFactory.create(title="Jaws")
        page = page_of(client, q="zeppelin")
        assert "Say it in other words" in page
        assert "Take all filters away" not in page


def test_one_result_is_named_as_one(client: Client):
    MovieFactory.create(title="Jaws")
    assert "The closest title\n" in page_of(client, q="jaws")
    assert "1 title\n" in page_of(client)


class TestHalfRead:
    def test_a_search_says_how_much_can_be_found_by_meaning_so_far(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        Job.objects.create(kind=Job.Kind.EMBED, label="a file", total=2)
        MovieFactory.create_batch(2)
        assert "So far 8 of 10 titles can be found by meaning" in page_of(client, q="sharks")
        assert "So far" not in page_of(client)

    def test_nothing_is_counted_or_said_while_no_job_runs(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        MovieFactory.create_batch(2)
        with CaptureQueriesContext(connection) as queries:
            page = page_of(client, q="sharks")
        assert "So far" not in page
        assert not any("readable" in query["sql"] for query in queries)

    def test_the_titles_are_counted_once_in_ten_seconds(
        self, client: Client, catalogue: dict[str, Movie]
    ):
        Job.objects.create(kind=Job.Kind.EMBED, label="a file", total=2)
        page_of(client, q="sharks")
        with CaptureQueriesContext(connection) as queries:
            page_of(client, q="lonely astronaut")
        assert not any("readable" in query["sql"] for query in queries)
