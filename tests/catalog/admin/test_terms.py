"""Keywords, production companies and collections in the admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.denormalise import refresh_texts
from catalog.embeddings.refresh import embed_chunk
from catalog.models import Collection, Company, Keyword, Movie
from catalog.version import catalogue_version
from tests.catalog.admin.title_forms import LIST, form_data
from tests.catalog.factories import MovieFactory

pytestmark = pytest.mark.django_db

MODELS: dict[str, Any] = {"keyword": Keyword, "company": Company, "collection": Collection}
TERMS = {"keyword": "keywords", "company": "companies", "collection": "collection"}


@pytest.fixture
def movie() -> Movie:
    movie = MovieFactory.create(title="Jaws")
    movie.keywords.create(name="shark")
    movie.companies.create(name="Universal")
    movie.collection = Collection.objects.create(name="The Jaws Collection")
    movie.save()
    MovieFactory.create(title="Another")
    return movie


@pytest.mark.parametrize("term", TERMS)
class TestList:
    def test_counts_titles_and_leads_to_them(self, curator: Client, movie: Movie, term: str):
        page = curator.get(f"/admin/catalog/{term}/")
        (row,) = page.context["cl"].result_list
        address = f"{LIST}?{term}={row.pk}"
        assert f'<a href="{address}">1</a>' in page.content.decode()
        titles = curator.get(address)
        assert [each.title for each in titles.context["cl"].result_list] == ["Jaws"]
        assert str(row) in titles.content.decode(), "the filter says what it is"

    def test_takes_no_more_queries_for_more_rows(self, curator: Client, movie: Movie, term: str):
        model = MODELS[term]
        counts = []
        for start in (0, 30):
            rows = [model(name=f"{n}") for n in range(start, start + 30)]
            model.objects.bulk_create(rows)
            with CaptureQueriesContext(connection) as queries:
                curator.get(f"/admin/catalog/{term}/")
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_is_ordered_by_the_number_of_titles_if_asked(
        self, curator: Client, movie: Movie, term: str
    ):
        model = MODELS[term]
        model.objects.create(name="AAA, of none")
        rows = curator.get(f"/admin/catalog/{term}/", {"o": "-2"}).context["cl"].result_list
        assert [row.titles for row in rows] == [1, 0]

    @pytest.mark.parametrize("value", ["\x00", "9" * 30, "²", "' OR 1=1", "", "0"])
    def test_titles_pass_over_an_id_that_is_none(
        self, curator: Client, movie: Movie, term: str, value: str
    ):
        titles = curator.get(LIST, {term: value})
        assert titles.status_code == 200
        assert titles.context["cl"].result_count == 2


@pytest.mark.parametrize("way", ["rename", "delete"])
def test_a_change_renews_what_was_counted_and_the_vector_is_no_longer_that_of_the_texts(
    curator: Client, movie: Movie, way: str, django_capture_on_commit_callbacks
):
    keyword = Keyword.objects.get()
    ids = list(Movie.objects.values_list("pk", flat=True))
    refresh_texts(ids)
    embed_chunk(ids, job_id=None)
    before = catalogue_version()
    with django_capture_on_commit_callbacks(execute=True):
        if way == "rename":
            curator.post(f"/admin/catalog/keyword/{keyword.pk}/change/", {"name": "great white"})
        else:
            curator.post(f"/admin/catalog/keyword/{keyword.pk}/delete/", {"post": "yes"})
    assert list(movie.keywords.values_list("name", flat=True)) == (
        ["great white"] if way == "rename" else []
    )
    assert catalogue_version() != before
    movie.refresh_from_db()
    assert movie.keywords_text == ("great white" if way == "rename" else "")
    # At once, or by the sweep: keywords have a share of the vector.
    assert movie.text_hash != movie.embedding_hash


def test_a_collection_that_is_deleted_leaves_its_titles(curator: Client, movie: Movie):
    collection = Collection.objects.get()
    page = curator.get(f"/admin/catalog/collection/{collection.pk}/delete/").content.decode()
    assert "Titles that lose it: 1" in page
    curator.post(f"/admin/catalog/collection/{collection.pk}/delete/", {"post": "yes"})
    movie.refresh_from_db()
    assert movie.collection is None


def test_a_title_takes_them_by_its_form(curator: Client):
    movie = MovieFactory.create()
    keyword, company = (
        Keyword.objects.create(name="shark"),
        Company.objects.create(name="Universal"),
    )
    collection = Collection.objects.create(name="Jaws")
    data = form_data(movie, keywords=[keyword.pk], companies=[company.pk], collection=collection.pk)
    response = curator.post(f"{LIST}{movie.pk}/change/", data)
    assert response.status_code == 302, response.context["errors"]
    movie.refresh_from_db()
    assert list(movie.keywords.all()) == [keyword]
    assert list(movie.companies.all()) == [company]
    assert movie.collection == collection


@pytest.mark.parametrize("field", TERMS.values())
def test_they_are_found_by_any_part_of_the_name(curator: Client, movie: Movie, field: str):
    term = {"keywords": "ark", "companies": "vers", "collection": "jaws"}[field]
    params = {"app_label": "catalog", "model_name": "movie", "field_name": field, "term": term}
    response = curator.get("/admin/autocomplete/", params)
    assert len(response.json()["results"]) == 1
