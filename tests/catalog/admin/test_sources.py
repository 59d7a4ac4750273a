"""What each record of an import said, in the admin."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Source
from catalog.records import CreditRecord, TitleRecord
from tests.catalog.admin.title_forms import LIST as TITLES
from tests.catalog.factories import MovieFactory

LIST = "/admin/catalog/source/"
RECORD = TitleRecord(
    source_id="578",
    kind="film",
    title="Jaws",
    tagline="<b>You'll never go in the water again!</b>",
    release_year=1975,
    release_date=date(1975, 6, 20),
    budget=7_000_000,
    genres=("Horror", "Thriller"),
    credits=(
        CreditRecord("Steven Spielberg", "director", 488),
        CreditRecord("Roy Scheider", "actor", 6355, "Martin Brody"),
        CreditRecord("Peter Benchley", "actor"),
    ),
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    movie = MovieFactory.create(pk=1_000_000, title="Jaws")  # an id that no record has
    movie.sources.create(platform="netflix", source_id="s1")
    return movie.sources.create(platform="tmdb", source_id="578", record=RECORD.to_json())


class TestPage:
    def test_says_what_the_record_said_as_people_read_it(self, curator: Client, source: Source):
        page = curator.get(f"{LIST}{source.pk}/change/").content.decode()
        for text in (
            "7,000,000 US dollars",
            "20 June 1975",
            "Horror, Thriller",
            "Roy Scheider as Martin Brody, Peter Benchley",
            "Steven Spielberg",
            "&lt;b&gt;You&#x27;ll never",
        ):
            assert text in page
        assert "<dd>1975</dd>" in page, "a year has no comma in it"
        assert "<dt>Revenue</dt>" not in page, "what it does not say has no line"

    def test_leads_to_the_title_and_its_other_records(self, curator: Client, source: Source):
        page = curator.get(f"{LIST}{source.pk}/change/").content.decode()
        other = Source.objects.get(platform="netflix")
        assert f'href="{TITLES}{source.movie_id}/change/"' in page
        assert f'href="{LIST}{other.pk}/change/"' in page

    def test_of_an_older_version_says_that_nothing_was_kept(self, curator: Client, source: Source):
        other = Source.objects.get(platform="netflix")
        page = curator.get(f"{LIST}{other.pk}/change/").content.decode()
        assert "imported by an earlier version" in page

    def test_names_a_film_of_hundreds_of_people_in_part(self, curator: Client, source: Source):
        crowd = tuple(CreditRecord(f"Extra {n}", "actor") for n in range(400))
        source.record = TitleRecord("1", "film", "Crowd", credits=crowd).to_json()
        source.save()
        page = curator.get(f"{LIST}{source.pk}/change/").content.decode()
        assert "Extra 49, and 350 more" in page

    def test_is_read_alone(self, curator: Client, source: Source):
        address = f"{LIST}{source.pk}"
        assert "_save" not in curator.get(f"{address}/change/").content.decode()
        assert curator.post(f"{address}/change/", {"platform": "x"}).status_code == 403
        assert curator.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
        assert curator.get(f"{LIST}add/").status_code == 403

    def test_is_linked_from_the_title(self, curator: Client, source: Source):
        page = curator.get(f"{TITLES}{source.movie_id}/change/").content.decode()
        assert f'href="{LIST}{source.pk}/change/"' in page


class TestList:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("578", ["578"]),
            ("jaw", ["578", "s1"]),
            ("s1", ["s1"]),
            ("nothing", []),
            ("%", []),
            ("x" * 5000, []),
            ("' OR 1=1 --", []),
        ],
    )
    def test_finds_ids_and_titles(
        self, curator: Client, source: Source, text: str, expected: list[str]
    ):
        rows = curator.get(LIST, {"q": text}).context["cl"].result_list
        assert [row.source_id for row in rows] == expected

    def test_reads_no_record_and_takes_no_more_queries_for_more(
        self, curator: Client, source: Source
    ):
        counts = []
        for start in (0, 30):
            Source.objects.bulk_create(
                Source(movie_id=source.movie_id, platform="hulu", source_id=str(n))
                for n in range(start, start + 30)
            )
            with CaptureQueriesContext(connection) as queries:
                curator.get(LIST)
            counts.append(len(queries))
            assert not any('"catalog_source"."record"' in query["sql"] for query in queries)
        assert counts[0] == counts[1]
