"""The page of the map, its points and the names of these."""

import re

import pytest
from django.test import Client

from catalog.models import Movie
from recommendations.map.table import PAGE_SIZE
from recommendations.models import CatalogueMap
from tests.accounts.factories import UserFactory
from tests.browser.rows import make_map
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def shown_map(catalogue: dict[str, Movie]) -> CatalogueMap:
    return make_map()


def page_of(client: Client, **fields: str | int) -> str:
    response = client.get("/map/", fields)
    assert response.status_code == 200
    return response.content.decode()


def lit(page: str, kind: str) -> list[int]:
    return [int(pk) for pk in re.findall(rf'data-lit="{kind}" data-id="(\d+)"', page)]


def rows(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


def test_without_a_map_the_page_says_when_there_will_be_one(
    client: Client, catalogue: dict[str, Movie]
):
    for address in ("/map/", "/map/?title=Jaws", "/map/?title=nothing+like+it"):
        page = client.get(address).content.decode()
        assert "No map yet" in page
        assert "canvas" not in page
    assert client.get("/map/", headers=HTMX).status_code == 200


def test_it_says_how_faithful_it_is_and_how_it_was_drawn(client: Client, shown_map: CatalogueMap):
    page = page_of(client)
    assert "Its trustworthiness is 0.901 at 15 neighbours, measured on 8 titles" in page
    assert "Drawn by t-SNE on" in page
    assert "no place yet" not in page
    CatalogueMap.objects.update(trustworthiness=None, method="pca")
    page = page_of(client)
    assert "too few titles to measure" in page
    assert "Drawn by PCA" in page


def test_titles_that_are_newer_are_counted_and_stand_in_the_table(
    client: Client, shown_map: CatalogueMap, catalogue: dict[str, Movie]
):
    new = MovieFactory.create(title="Aardvark")
    Movie.objects.filter(pk=new.pk).update(
        embedding=catalogue["Jaws"].embedding,
        embedding_model=catalogue["Jaws"].embedding_model,
        embedding_hash="x",
    )
    page = page_of(client)
    assert "1 title is newer than the map and has no place yet" in page
    assert rows(page)[0] == "Aardvark (2001)"
    assert '<td colspan="2">no place yet</td>' in page
    page = page_of(client, title="Aardvark")
    assert "This title has no place on the map yet." in page
    assert lit(page, "chosen") == [new.pk]


@pytest.mark.parametrize("kind", ["seen", "dismissed"])
def test_what_somebody_has_seen_or_dismissed_is_not_among_the_similar_ones(
    client: Client, shown_map: CatalogueMap, kind: str
):
    nearest, *others = lit(page_of(client, title="Jaws", engine="clip"), "similar")
    user = UserFactory.create()
    user.marks.create(movie_id=nearest, kind=kind)
    client.force_login(user)
    assert lit(page_of(client, title="Jaws", engine="clip"), "similar") == others
    assert others
    assert lit(page_of(Client(), title="Jaws", engine="clip"), "similar")[0] == nearest


def test_a_chosen_title_is_lit_with_what_is_similar_to_it(
    client: Client, shown_map: CatalogueMap, catalogue: dict[str, Movie]
):
    page = page_of(client, title="jaws", engine="clip")
    assert lit(page, "chosen") == [catalogue["Jaws"].pk]
    assert lit(page, "similar")[0] == catalogue["Deep Blue"].pk
    assert len(lit(page, "similar")) == 7
    assert "There are only 7 titles to show." in page
    assert "Around Jaws on the map" in page
    assert rows(page)[0].startswith("Jaws")


def test_without_a_chosen_title_the_table_goes_by_name(client: Client, shown_map: CatalogueMap):
    page = page_of(client)
    assert "The map as a table" in page
    assert [name.removesuffix(" (2001)") for name in rows(page)] == sorted(
        Movie.objects.values_list("title", flat=True)
    )


def test_favourites_are_lit_for_whom_they_are(
    client: Client, shown_map: CatalogueMap, catalogue: dict[str, Movie]
):
    user = UserFactory.create()
    for name in ("Jaws", "Moon Base"):
        user.favorites.create(movie=catalogue[name])
    assert lit(page_of(client), "favorite") == []
    client.force_login(user)
    assert set(lit(page_of(client), "favorite")) == {
        catalogue["Jaws"].pk,
        catalogue["Moon Base"].pk,
    }
    Movie.objects.filter(title="Jaws").update(is_published=False)
    assert lit(page_of(client), "favorite") == [catalogue["Moon Base"].pk]


def test_the_fragment_is_the_lists_alone_with_their_address(
    client: Client, shown_map: CatalogueMap, catalogue: dict[str, Movie]
):
    fields = {"title": "jaws", "colour": "decade", "engine": "clip"}
    response = client.get("/map/", fields, headers=HTMX)
    assert response.content.decode().strip().startswith('<div class="map-lists"')
    pk = catalogue["Jaws"].pk
    assert response["HX-Push-Url"] == f"/map/?title=jaws&id={pk}&colour=decade&engine=clip"
    assert response["Vary"].startswith("HX-Request, Cookie")
    assert client.get("/map/", {"colour": "genre"}, headers=HTMX)["HX-Push-Url"] == "/map/"


def test_the_table_has_pages_that_keep_what_was_chosen(
    client: Client, shown_map: CatalogueMap, catalogue: dict[str, Movie]
):
    MovieFactory.create_batch(2 * PAGE_SIZE)
    Movie.objects.update(
        embedding=catalogue["Jaws"].embedding,
        embedding_model=catalogue["Jaws"].embedding_model,
        embedding_hash="x",
    )
    CatalogueMap.objects.all().delete()
    make_map()
    for fields in ({}, {"title": "Jaws"}):
        pages = [rows(page_of(client, **fields, page=number)) for number in (1, 2, 3)]
        assert [len(found) for found in pages] == [PAGE_SIZE, PAGE_SIZE, 8]
        assert len({name for found in pages for name in found}) == 2 * PAGE_SIZE + 8
    page = page_of(client, title="Jaws", colour="kind", page=2)
    assert re.search(r'rel="next" href="\?title=Jaws&amp;id=\d+&amp;colour=kind&amp;page=3"', page)


@pytest.mark.parametrize(
    "fields",
    [
        {"page": "0"},
        {"page": "x"},
        {"page": "99999999999999999999"},
        {"colour": "blood"},
        {"id": "99999999999999999999"},
        {"id": "-1", "title": "\0"},
        {"title": "x" * 600},
    ],
)
def test_what_nobody_understands_is_left_out(
    client: Client, shown_map: CatalogueMap, fields: dict[str, str]
):
    assert "The map as a table" in page_of(client, **fields)


def test_an_engine_that_is_not_there_is_named_and_the_usual_one_answers(
    client: Client, shown_map: CatalogueMap
):
    page = page_of(client, title="Jaws", engine="crystal ball")
    assert "There is no engine called “crystal ball”." in page
    assert lit(page, "similar")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_wrong_with_the_choices_is_said(
    client: Client, shown_map: CatalogueMap, headers: dict[str, str]
):
    fields = {"title": "x" * 501, "engine": "crystal ball"}
    page = client.get("/map/", fields, headers=headers).content.decode()
    assert "at most 500 characters" in page
    assert "There is no engine called “crystal ball”." in page


def test_while_another_encoder_reads_the_titles_all_of_them_are_listed(
    client: Client, shown_map: CatalogueMap
):
    Movie.objects.filter(title="Jaws").update(embedding_model="another")
    page = page_of(client)
    assert len(rows(page)) == 8
    assert "no place yet" not in page


def test_a_title_that_is_not_there_leads_to_the_nearest(client: Client, shown_map: CatalogueMap):
    page = page_of(client, title="Jawz")
    assert "Nothing here is called “Jawz”." in page
    assert "The map as a table" in page


def test_a_hidden_title_is_nowhere(
    client: Client, catalogue: dict[str, Movie], shown_map: CatalogueMap
):
    Movie.objects.filter(title="Jaws").update(is_published=False)
    page = page_of(client)
    assert "Jaws" not in page
    assert "Jaws" not in page_of(client, title="Deep Blue")
    assert client.get(f"/map/titles/{catalogue['Jaws'].pk}/").status_code == 404


class TestPoints:
    def test_are_those_that_the_page_names_and_kept_for_good(
        self, client: Client, shown_map: CatalogueMap
    ):
        address = re.search(r'data-points="([^"]+)"', page_of(client))
        assert address
        response = client.get(address[1])
        assert len(response.content) == 4 + 8 * 11
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Cookie" not in response.get("Vary", "")

    @pytest.mark.parametrize("version", ["0", "x", "0" * 16, "0" * 3000])
    def test_of_a_version_that_never_was_are_not_there(
        self, client: Client, shown_map: CatalogueMap, version: str
    ):
        assert client.get(f"/map/points/{version}/").status_code == 404


class TestNames:
    def test_lead_to_the_title_and_to_its_surroundings(
        self, client: Client, shown_map: CatalogueMap, catalogue: dict[str, Movie]
    ):
        jaws = catalogue["Jaws"]
        response = client.get(f"/map/titles/{jaws.pk}/", {"colour": "kind", "page": "4"})
        page = response.content.decode()
        assert f'href="{jaws.get_absolute_url()}"' in page
        assert f'href="/map/?title=Jaws&amp;id={jaws.pk}&amp;colour=kind"' in page
        assert "private" in response["Cache-Control"]

    @pytest.mark.parametrize("pk", ["0", "99999999", "99999999999999999999"])
    def test_of_nothing_are_not_there(self, client: Client, shown_map: CatalogueMap, pk: str):
        assert client.get(f"/map/titles/{pk}/").status_code == 404

    def test_are_completed_while_they_are_typed(self, client: Client, shown_map: CatalogueMap):
        response = client.get("/map/titles/", {"q": "ja", "colour": "kind"})
        assert "colour=kind" in response.content.decode()


def test_the_queries_are_few_and_load_no_vectors(
    client: Client, shown_map: CatalogueMap, django_assert_max_num_queries
):
    page_of(client)
    # Which map, and the table's ids, titles and genres.
    with django_assert_max_num_queries(4) as queries:
        page_of(client)
    assert '"embedding",' not in " ".join(query["sql"] for query in queries.captured_queries)
