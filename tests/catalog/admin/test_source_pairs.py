"""The pairs of records that wait for a curator, and what is decided about them."""

from collections.abc import Callable

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.linking import link_sources
from catalog.models import Movie, Source, SourcePair
from tests.accounts.factories import UserFactory
from tests.catalog.records import film, imported

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/sourcepair/"


def elena(number: int = 0) -> SourcePair:
    """A pair whose directors differ."""
    names = f"Elena {number}" if number else "Elena"
    imported(film(names, 2012, directors="Petra Costa", original_language="pt"), "netflix")
    imported(film(names, 2011, directors="Andrey Zvyagintsev", tagline="A wife."), "tmdb")
    link_sources(embed=False)
    return SourcePair.objects.latest("pk")


@pytest.fixture
def pair() -> SourcePair:
    return elena()


@pytest.fixture
def joined() -> SourcePair:
    for platform in ("netflix", "tmdb"):
        imported(film("Home", 2015, directors="Tim Johnson", source_id=platform), platform)
    link_sources(embed=False)
    return SourcePair.objects.get()


def page_of(pair: SourcePair) -> str:
    return f"{LIST}{pair.pk}/change/"


class TestList:
    def test_shows_those_that_wait_first(self, curator: Client, joined: SourcePair):
        pair = elena()
        rows = curator.get(LIST).context["cl"].result_list
        assert list(rows) == [pair, joined]

    def test_finds_by_title_and_by_id(self, curator: Client, joined: SourcePair):
        pair = elena()
        for query, found in (("ELEN", pair), ("Elena 2012", pair), ("home", joined)):
            assert list(curator.get(LIST, {"q": query}).context["cl"].result_list) == [found]
        assert list(curator.get(LIST, {"q": "%_\\"}).context["cl"].result_list) == []

    def test_asks_the_same_number_of_queries_for_many(
        self, curator: Client, pair: SourcePair, django_assert_num_queries: Callable
    ):
        with CaptureQueriesContext(connection) as first:
            curator.get(LIST)
        for number in range(1, 4):
            elena(number)
        with django_assert_num_queries(len(first)):
            curator.get(LIST)

    def test_may_not_be_added_to_or_taken_from(self, staff: Client, pair: SourcePair):
        assert staff.get(f"{LIST}add/").status_code == 403
        assert staff.post(f"{LIST}{pair.pk}/delete/", {"post": "yes"}).status_code == 403


class TestPage:
    def test_shows_both_records_side_by_side(self, curator: Client, pair: SourcePair):
        response = curator.get(page_of(pair))
        lines = {label: (first, second) for label, first, second in response.context["lines"]}
        assert lines["Year"] == ("2012", "2011")
        assert lines["Director"] == ("Petra Costa", "Andrey Zvyagintsev")
        assert lines["Tagline"] == ("", "A wife.")
        assert lines["Original language"] == ("Portuguese", "")
        assert "the directors differ" in response.content.decode()

    def test_joins_and_goes_on_to_the_next(self, curator: Client, pair: SourcePair):
        after = elena(2)
        response = curator.post(page_of(pair), {"decision": "join"})
        assert response["Location"] == page_of(after)
        pair.refresh_from_db()
        assert pair.status == SourcePair.Status.JOINED
        assert pair.decided_by is not None
        movie = Movie.objects.get(title="Elena")
        assert (movie.release_year, movie.tagline) == (2012, "A wife.")
        assert movie.directors == ["Petra Costa", "Andrey Zvyagintsev"]
        text = "Joined: netflix Elena 2012 and tmdb Elena 2011 are of one title."
        assert set(LogEntry.objects.values_list("object_id", "change_message")) == {
            (str(movie.pk), text),
            (str(pair.pk), text),
        }

    def test_keeps_apart_for_good(self, curator: Client, pair: SourcePair):
        response = curator.post(page_of(pair), {"decision": "apart"})
        assert response["Location"] == page_of(pair), "there is no other that waits"
        pair.refresh_from_db()
        assert pair.status == SourcePair.Status.APART
        link_sources()
        assert Movie.objects.count() == 2

    @pytest.mark.parametrize("decision", ["", "both", "JOIN"])
    def test_decides_nothing_that_it_was_not_told(
        self, curator: Client, pair: SourcePair, decision: str
    ):
        response = curator.post(page_of(pair), {"decision": decision}, follow=True)
        assert "Nothing was decided." in response.content.decode()
        pair.refresh_from_db()
        assert pair.status == SourcePair.Status.OPEN

    def test_of_a_pair_that_somebody_has_merged_meanwhile_notes_the_decision(
        self, curator: Client, pair: SourcePair
    ):
        Source.objects.update(movie=pair.first.movie)
        curator.post(page_of(pair), {"decision": "apart"})
        pair.refresh_from_db()
        assert pair.status == SourcePair.Status.OPEN, "one title cannot be kept apart"
        curator.post(page_of(pair), {"decision": "join"})
        pair.refresh_from_db()
        assert pair.status == SourcePair.Status.JOINED

    def test_that_is_not_there_is_not_found(self, curator: Client):
        for number in ("999999", "x", str(2**70)):
            assert curator.get(f"{LIST}{number}/change/").status_code == 404


class TestSplitting:
    def page(self, source: Source) -> str:
        return reverse("admin:catalog_source_split", args=[source.pk])

    def test_is_offered_on_the_page_of_the_pair_and_of_the_title(
        self, curator: Client, joined: SourcePair
    ):
        assert self.page(joined.second) in curator.get(page_of(joined)).content.decode()
        address = reverse("admin:catalog_movie_change", args=[joined.first.movie_id])
        title = curator.get(address).content.decode()
        assert self.page(joined.first) in title
        assert self.page(joined.second) in title

    def test_is_not_offered_for_the_only_record(self, curator: Client, pair: SourcePair):
        address = reverse("admin:catalog_movie_change", args=[pair.first.movie_id])
        assert self.page(pair.first) not in curator.get(address).content.decode()
        response = curator.post(self.page(pair.first), follow=True)
        assert "only record of its title" in response.content.decode()

    def test_asks_first_and_both_histories_say_so(self, curator: Client, joined: SourcePair):
        assert "Tim Johnson" in curator.get(self.page(joined.second)).content.decode()
        assert Movie.objects.count() == 1
        kept = joined.first.movie_id
        response = curator.post(self.page(joined.second))
        split = Source.objects.get(pk=joined.second_id).movie
        assert response["Location"] == reverse("admin:catalog_movie_change", args=[split.pk])
        assert dict(LogEntry.objects.values_list("object_id", "change_message")) == {
            str(kept): f"Split off: tmdb tmdb, now id {split.pk}.",
            str(split.pk): f"Split off from “Home (2015)” (id {kept}).",
        }


class TestPermissions:
    def test_are_those_of_curators(self, joined: SourcePair):
        split = reverse("admin:catalog_source_split", args=[joined.second_id])
        client = Client()
        for page in (LIST, page_of(joined), split):
            assert client.get(page).status_code == 302
        client.force_login(UserFactory.create(is_staff=True))
        for page in (LIST, page_of(joined), split):
            assert client.get(page).status_code == 403
        assert client.post(split).status_code == 403
        assert client.post(page_of(joined), {"decision": "join"}).status_code == 403
        assert Movie.objects.count() == 1
