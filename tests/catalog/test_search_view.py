"""`/`: search and browse."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.embeddings.refresh import embed_chunk
from catalog.models import Movie
from tests.catalog.factories import GenreFactory, MovieFactory

HTMX = {"HX-Request": "true"}


def titles(response) -> list[str]:
    return [card.movie.title for card in response.context["cards"]]


def test_a_plot_in_other_words_finds_its_film_first(client: Client, catalogue: dict[str, Movie]):
    response = client.get("/", {"q": "the same day repeats itself for a tv weather presenter"})
    assert titles(response)[0] == "Groundhog Day"


def test_a_misspelt_title_finds_its_series_first(client: Client, catalogue: dict[str, Movie]):
    assert titles(client.get("/", {"q": "breking bad"}))[0] == "Breaking Bad"


def test_htmx_gets_the_results_alone_and_the_address_to_show(
    client: Client, catalogue: dict[str, Movie]
):
    response = client.get("/", {"q": "shark", "kind": "", "genre": ""}, headers=HTMX)
    assert b"<html" not in response.content
    assert b'id="results"' in response.content
    assert response["HX-Push-Url"] == "/?q=shark"
    assert "HX-Request" in response["Vary"]


def test_the_page_and_its_fragment_show_the_same_titles(
    client: Client, catalogue: dict[str, Movie]
):
    page = client.get("/", {"q": "shark"})
    assert titles(page) == titles(client.get("/", {"q": "shark"}, headers=HTMX))
    assert b"<!doctype html>" in page.content


def test_each_result_says_which_words_matched(client: Client, catalogue: dict[str, Movie]):
    response = client.get("/", {"q": "hunting sharks"})
    by_title = {card.movie.title: card for card in response.context["cards"]}
    assert set(by_title["Jaws"].reason.words) == {"hunting", "sharks"}
    assert by_title["Jaws"].hit.closeness > by_title["Love Actually"].hit.closeness


def test_filters_are_applied_and_counted(client: Client, db: None):
    horror, comedy = GenreFactory.create(name="Horror"), GenreFactory.create(name="Comedy")
    MovieFactory.create(title="A", genres=[horror])
    MovieFactory.create(title="B", genres=[horror, comedy])
    MovieFactory.create(title="C", kind="series", seasons=2, genres=[comedy])
    response = client.get("/", {"genre": "Horror"})
    assert set(titles(response)) == {"A", "B"}
    facets = response.context["facets"]
    assert {(c.value, c.count) for c in facets["genre"]} == {("Horror", 2), ("Comedy", 2)}
    assert [(c.value, c.count) for c in facets["kind"]] == [("film", 2)]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"kind": "series"}, {"New"}),
        ({"year_from": "1990"}, {"New"}),
        ({"year_to": "1989"}, {"Old"}),
        ({"age_rating": "PG"}, {"Old"}),
    ],
)
def test_filter(client: Client, db: None, parameters: dict[str, str], expected: set[str]):
    MovieFactory.create(title="Old", release_year=1950, age_rating="PG")
    MovieFactory.create(title="New", release_year=2020, kind="series", age_rating="TV-14")
    assert set(titles(client.get("/", parameters))) == expected


def test_a_filter_narrows_a_query_too(client: Client, catalogue: dict[str, Movie]):
    catalogue["Jaws"].genres.create(name="Horror")
    assert titles(client.get("/", {"q": "sharks", "genre": "Horror"})) == ["Jaws"]


@pytest.mark.parametrize("name", ["keyword", "company"])
def test_a_keyword_or_company_that_was_followed_stays_chosen_until_it_is_taken_away(
    client: Client, catalogue: dict[str, Movie], name: str
):
    filed = {"keyword": catalogue["Jaws"].keywords, "company": catalogue["Jaws"].companies}
    filed[name].create(name="Sharks & Co")
    response = client.get("/", {name: "Sharks & Co"})
    assert titles(response) == ["Jaws"]
    page = response.content.decode()
    assert f'<input type="hidden" name="{name}" value="Sharks &amp; Co" id="id_{name}">' in page
    assert '<span class="chip-label">Sharks &amp; Co</span>' in page
    assert titles(client.get("/", {"q": "sharks", name: "Sharks & Co"})) == ["Jaws"]
    assert titles(client.get("/", {name: "no such name"})) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("year", ["B", "A", "C"]),
        ("oldest", ["A", "B", "C"]),
        ("title", ["A", "B", "C"]),
        ("added", ["A", "C", "B"]),
    ],
)
def test_browsing_has_orders_with_unknown_values_last(
    client: Client, db: None, sort: str, expected: list[str]
):
    MovieFactory.create(title="C", release_year=None)
    MovieFactory.create(title="B", release_year=2000)
    MovieFactory.create(title="A", release_year=1990, date_added="2020-01-01")
    Movie.objects.filter(title="C").update(date_added="2019-01-01")
    assert titles(client.get("/", {"sort": sort})) == expected


def test_titles_flagged_adult_unreleased_or_hidden_are_left_out(client: Client, db: None):
    MovieFactory.create(title="Shown")
    MovieFactory.create(title="Adult", is_adult=True)
    MovieFactory.create(title="Planned", status="planned")
    MovieFactory.create(title="Hidden", is_published=False)
    assert titles(client.get("/")) == ["Shown"]
    assert set(titles(client.get("/", {"everything": "1"}))) == {"Shown", "Adult", "Planned"}


@pytest.mark.parametrize(
    "text",
    [
        "x " * 5_000,
        "🦈🦈🦈",
        "قصة عن سمكة قرش",
        "'; DROP TABLE catalog_movie; --",
        "a & b | !c :* <-> 'd",
        "\\' \\\\",
        "%_%",
        "nul \0 byte",
        "<script>alert(1)</script>",
        "the of and",
        "-" * 200,
        "\u200b\u200e",
    ],
)
def test_any_text_gives_a_sensible_page(client: Client, catalogue: dict[str, Movie], text: str):
    response = client.get("/", {"q": text})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert Movie.objects.count() == len(catalogue)


@pytest.mark.parametrize(
    "parameters",
    [
        {"year_from": "abc"},
        {"year_to": "99999999999999999999"},
        {"kind": "opera"},
        {"sort": "; drop"},
        {"page": "-1"},
        {"page": "zzz"},
        {"page": "10000000"},
        {"genre": "no such genre"},
        {"genre": "g" * 5000},
        {"country": "\0"},
    ],
)
def test_any_filter_value_gives_a_page(client: Client, db: None, parameters: dict[str, str]):
    MovieFactory.create()
    assert client.get("/", parameters).status_code == 200


def test_paging_shows_each_title_once(client: Client, db: None):
    MovieFactory.create_batch(50)
    pages = [titles(client.get("/", {"page": number})) for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [24, 24, 2]
    assert len({title for page in pages for title in page}) == 50


@pytest.mark.parametrize("query", ["", "what happens in a title"])
def test_the_number_of_queries_does_not_grow_with_the_titles(client: Client, db: None, query: str):
    genre = GenreFactory.create()
    MovieFactory.create_batch(3, genres=[genre])
    client.get("/", {"q": query})  # the encoder is loaded, the query's vector cached
    few = count_queries(client, query)
    MovieFactory.create_batch(20, genres=[genre])
    assert count_queries(client, query) == few


def count_queries(client: Client, query: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/", {"q": query})
    return len(queries)


def test_without_the_encoder_keywords_answer_and_a_notice_says_so(
    client: Client, catalogue: dict[str, Movie], settings
):
    settings.CLIP_MODEL = "/no/such/folder"
    response = client.get("/", {"q": "sharks"})
    assert set(titles(response)) == {"Jaws", "Deep Blue"}
    assert b"Search by meaning is not ready" in response.content


def test_titles_without_vectors_of_this_model_are_found_by_words_and_a_notice_says_so(
    client: Client, catalogue: dict[str, Movie]
):
    Movie.objects.update(embedding_model="another@1")
    response = client.get("/", {"q": "sharks"})
    assert set(titles(response)) == {"Jaws", "Deep Blue"}
    assert b"Search by meaning is not ready" in response.content


def test_a_site_without_any_vector_says_so_even_where_nothing_is_found(client: Client, db: None):
    movie = MovieFactory.create(title="Jaws")
    response = client.get("/", {"q": "zeppelin"})
    assert titles(response) == []
    assert b"Search by meaning is not ready" in response.content
    embed_chunk([movie.pk], job_id=None)
    assert titles(client.get("/", {"q": "zeppelin"})) == ["Jaws"]


def test_filters_that_leave_nothing_are_no_lack_of_vectors(
    client: Client, catalogue: dict[str, Movie]
):
    response = client.get("/", {"q": "sharks", "genre": "none such"})
    assert titles(response) == []
    assert b"Search by meaning is not ready" not in response.content


def test_the_counts_of_filters_and_decades_are_kept_for_a_minute(client: Client, db: None):
    MovieFactory.create(release_year=1994, age_rating="PG")
    MovieFactory.create(release_year=None)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/", {"kind": "film"})
        assert [(d.first, d.count) for d in response.context["decades"]] == [(1990, 1)]
        facets = response.context["facets"]
        assert [(c.value, c.count) for c in facets["age_rating"]] == [("PG", 1)]
        assert [(c.value, c.count, c.is_chosen) for c in facets["kind"]] == [("film", 2, True)]
    assert not any("GROUP BY" in query["sql"] for query in queries)


def test_more_of_the_query_s_words_rank_higher_and_the_document_is_not_parsed_anew(
    client: Client, db: None
):
    MovieFactory.create(title="A", description="Sharks.")
    MovieFactory.create(title="B", description="Sharks hunt swimmers.")
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/", {"q": "sharks hunt swimmers"})
    assert titles(response) == ["B", "A"]
    ranking = [query["sql"] for query in queries if "WITH scored" in query["sql"]]
    assert len(ranking) == 1
    assert "to_tsvector" not in ranking[0]


def test_words_that_most_titles_have_do_not_hide_the_rare_one(client: Client, db: None):
    MovieFactory.create_batch(60, description="a film about a young family")
    MovieFactory.create(title="X", description="a film about a young family and a zeppelin")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_movie")
    response = client.get("/", {"q": "young family zeppelin"})
    assert titles(response)[0] == "X"


def test_common_words_are_asked_for_where_no_title_has_the_others(client: Client, db: None):
    MovieFactory.create_batch(10, title="X", description="a film about a young family")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_movie")
    assert len(titles(client.get("/", {"q": "family zepelin"}))) == 10


def test_a_search_cannot_be_posted_and_the_answer_is_a_page(client: Client, db: None):
    response = client.post("/")
    assert response.status_code == 405
    assert b"site.css" in response.content
    assert "GET" in response["Allow"]


def test_a_card_says_what_a_title_says_now(client: Client, db: None):
    movie = MovieFactory.create(title="Airship", description="A zeppelin.", minutes=90)
    client.get("/")
    Movie.objects.filter(pk=movie.pk).update(description="A balloon.", minutes=91)
    page = client.get("/").content.decode()
    assert "A balloon." in page
    assert "91 min" in page
    assert "A zeppelin." not in page
