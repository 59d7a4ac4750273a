"""The list of titles: filters, search, counting, and what it costs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.denormalise import refresh_texts
from catalog.models import Credit, Figures, Movie, Person, Source
from tests.catalog.admin.title_forms import LIST
from tests.catalog.factories import MovieFactory


def shown(client: Client, **params: str | int) -> list[str]:
    response = client.get(LIST, params)
    assert response.status_code == 200, response.headers.get("Location")
    return sorted(movie.title for movie in response.context["cl"].result_list)


@pytest.mark.django_db
class TestFilters:
    @pytest.fixture(autouse=True)
    def titles(self, db: None) -> None:
        MovieFactory.create(title="Old", release_year=1939)
        MovieFactory.create(title="New", release_year=1994, kind="series")
        MovieFactory.create(title="Undated", release_year=None, is_published=False)
        imported = MovieFactory.create(title="Adult", is_adult=True, status="planned")
        for number in (1, 2):
            Source.objects.create(movie=imported, platform="hulu", source_id=f"s{number}")
        for title, budget, revenue in (("Old", 3_900_000, 402_000_000), ("New", 1, None)):
            movie = Movie.objects.get(title=title)
            Source.objects.create(movie=movie, platform="tmdb", source_id=title)
            Figures.objects.create(movie=movie, budget=budget, revenue=revenue)

    @pytest.mark.parametrize(
        ("params", "expected"),
        [
            ({"decade": "1930"}, ["Old"]),
            ({"decade": "unknown"}, ["Undated"]),
            ({"platform": "hulu"}, ["Adult"]),
            ({"platform": "none"}, ["Undated"]),
            ({"platform": "several"}, ["Adult"]),
            ({"figures": "some"}, ["New", "Old"]),
            ({"figures": "none"}, ["Adult", "Undated"]),
            ({"figures": "money"}, ["Old"]),
            ({"figures": "implausible"}, ["New"]),
            ({"kind__exact": "series"}, ["New"]),
            ({"is_published__exact": "0"}, ["Undated"]),
            ({"is_adult__exact": "1"}, ["Adult"]),
            ({"status__exact": "planned"}, ["Adult"]),
            ({"kind__exact": "film", "platform": "tmdb", "decade": "1930"}, ["Old"]),
        ],
    )
    def test_leave_what_matches(self, curator: Client, params: dict[str, str], expected: list[str]):
        assert shown(curator, **params) == expected

    @pytest.mark.parametrize("name", ["decade", "platform", "embedding", "figures"])
    @pytest.mark.parametrize("value", ["\x00", "99999999999999999999", "²", "' OR 1=1", ""])
    def test_pass_over_what_was_never_offered(self, curator: Client, name: str, value: str):
        assert len(shown(curator, **{name: value})) == 4


@pytest.mark.django_db
class TestSearch:
    @pytest.fixture(autouse=True)
    def titles(self, db: None) -> dict[str, Movie]:
        movies = {
            title: MovieFactory.create(title=title)
            for title in ("Amélie", "Jaws", "$", "100% Wolf", "Zz Top")
        }
        for name, role in (("Steven Spielberg", "director"), ("Roy Scheider", "actor")):
            person = Person.objects.create(name=name)
            Credit.objects.create(movie=movies["Jaws"], person=person, role=role)
        refresh_texts([movie.pk for movie in movies.values()])
        return movies

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("amelie", ["Amélie"]),
            ("MÉLI", ["Amélie"]),
            ("aw", []),
            ("zz", ["Zz Top"]),
            ("to", ["Zz Top"]),
            ("spielberg", ["Jaws"]),
            ("roy sch", ["Jaws"]),
            ("spielberg amelie", []),
            ("100%", ["100% Wolf"]),
            ("%", []),
            ("$", ["$"]),
            ("´", []),
            ("  ", ["$", "100% Wolf", "Amélie", "Jaws", "Zz Top"]),
            ("9" * 30, []),
            ("²", []),
            ("a & b | ! <-> ( ' :* \\", []),
            ("x" * 5000, []),
        ],
    )
    def test_finds_parts_of_titles_and_people(
        self, curator: Client, text: str, expected: list[str]
    ):
        assert shown(curator, q=text) == expected

    def test_finds_an_id(self, curator: Client, titles: dict[str, Movie]):
        assert "Amélie" in shown(curator, q=titles["Amélie"].pk)


@pytest.mark.django_db
@pytest.mark.filterwarnings("error::django.core.paginator.UnorderedObjectListWarning")
def test_no_title_is_offered_on_two_pages_of_the_choices_of_a_credit(curator: Client):
    movies = [MovieFactory.create(title=f"Film {n}") for n in range(30)]
    params = {"app_label": "catalog", "model_name": "credit", "field_name": "movie", "term": "film"}
    offered = []
    for page in (1, 2):
        answer = curator.get("/admin/autocomplete/", {**params, "page": page}).json()
        offered += [int(choice["id"]) for choice in answer["results"]]
    assert offered == sorted((movie.pk for movie in movies), reverse=True)


@pytest.mark.django_db
class TestWhatItCosts:
    def test_no_more_queries_for_more_titles(self, curator: Client):
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                curator.get(LIST, {"kind__exact": "film"})
            return len(captured)

        MovieFactory.create_batch(2)
        few = queries()
        MovieFactory.create_batch(60)
        assert queries() == few

    def test_neither_vectors_nor_search_documents_are_read(self, curator: Client):
        MovieFactory.create()
        with CaptureQueriesContext(connection) as captured:
            curator.get(LIST, {"q": "title"})
        selected = [query["sql"].split(" FROM ")[0] for query in captured]
        assert not any("search_document" in sql or '"embedding"' in sql for sql in selected)

    def test_counting_ends_at_a_bound_and_says_so(
        self, curator: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("catalog.admin.pages.MOST_COUNTED", 55)
        MovieFactory.create_batch(60)
        with CaptureQueriesContext(connection) as captured:
            response = curator.get(LIST)
        assert response.context["cl"].result_count == 55
        assert "more than 55: narrow the list" in response.content.decode()
        counts = [query["sql"] for query in captured if "COUNT(*)" in query["sql"]]
        assert len(counts) == 1
        assert "LIMIT 56" in counts[0]
        assert curator.get(LIST, {"p": 2}).status_code == 200

    @pytest.mark.parametrize(
        ("params", "index"),
        [
            ({"embedding": "waiting"}, "movie_embedded_for"),
            ({"embedding": "failed"}, "movie_failed"),
            ({"is_published__exact": "0"}, "movie_hidden"),
            ({"is_adult__exact": "1"}, "movie_adult"),
            ({"status__exact": "planned"}, "movie_not_released"),
            ({"q": "amelie"}, "movie_title_key_trgm"),
            ({"q": "amelie"}, "movie_search_document_gin"),
        ],
    )
    def test_each_rare_choice_has_its_index(
        self, curator: Client, params: dict[str, str], index: str
    ):
        from catalog.admin.embedding_state import model_name

        MovieFactory.create()
        movie = Movie.objects.get()
        movies = [
            Movie(title=f"Film {n}", title_key=f"film {n}", kind="film", text_hash="x")
            for n in range(4000)
        ]
        Movie.objects.bulk_create(movies)
        Movie.objects.exclude(pk=movie.pk).update(
            embedding=[0.1] * 512, embedding_hash="x", embedding_model=model_name()
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE catalog_movie")
        queryset = curator.get(LIST, params).context["cl"].queryset
        assert index in queryset[:50].explain()
