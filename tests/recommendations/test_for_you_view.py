"""The page For you, and its list as a fragment."""

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Movie
from tests.accounts.factories import UserFactory
from tests.recommendations.models_at_hand import liked_together, serve

HTMX = {"HX-Request": "true"}


@pytest.fixture
def visitor(client: Client, catalogue: dict[str, Movie]) -> User:
    user = UserFactory.create()
    user.favorites.create(movie=catalogue["Jaws"])
    client.force_login(user)
    return user


def test_it_shows_titles_with_their_reasons(client: Client, visitor: User):
    page = client.get("/for-you/").content.decode()
    assert "<html" in page
    assert "Deep Blue" in page
    assert "because you liked Jaws" in page


def test_people_are_the_reason_where_they_are(
    client: Client, visitor: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    ranking = liked_together(catalogue["Jaws"].pk, catalogue["Love Actually"].pk)
    serve(monkeypatch, ranking=ranking)
    assert "people who liked Jaws like it" in client.get("/for-you/").content.decode()


def test_the_fragment_is_the_list_alone_and_says_its_shortest_address(
    client: Client, visitor: User
):
    asked = {"kind": "film", "by": "", "diversity": "30", "title": ""}
    response = client.get("/for-you/", asked, headers=HTMX)
    page = response.content.decode()
    assert "<html" not in page
    assert page.strip().startswith('<section class="results" id="for-you"')
    assert response["HX-Push-Url"] == "/for-you/?kind=film"
    assert {"HX-Request", "Cookie"} <= set(response["Vary"].split(", "))


def test_what_was_chosen_stands_in_the_form(client: Client, visitor: User):
    page = client.get("/for-you/?kind=series&diversity=80&by=mean").content.decode()
    assert '<option value="series" selected>' in page
    assert '<option value="mean" selected>' in page
    assert 'value="80"' in page


def test_it_starts_from_a_title_by_its_name(client: Client, visitor: User):
    page = client.get("/for-you/", {"title": "moon base"}).content.decode()
    assert "Starting from Moon Base" in page
    assert "close to Moon Base" in page


def test_another_name_typed_over_the_chosen_title_is_what_counts(
    client: Client, visitor: User, catalogue: dict[str, Movie]
):
    asked = {"title": "The Matrix", "id": str(catalogue["Moon Base"].pk)}
    response = client.get("/for-you/", asked, headers=HTMX)
    assert "Starting from The Matrix" in response.content.decode()
    assert f"id={catalogue['The Matrix'].pk}" in response["HX-Push-Url"]


def test_a_name_that_nothing_has_leads_to_the_nearest(client: Client, visitor: User):
    page = client.get("/for-you/", {"title": "Deep Blu"}).content.decode()
    assert "Nothing here is called “Deep Blu”." in page
    assert "title=Deep+Blue" in page or "title=Deep%20Blue" in page


@pytest.mark.parametrize(
    "query",
    ["kind=x", "diversity=-1", "diversity=1e9", "diversity=x", "by=x", "id=0", "id=x", "title=%00"],
)
def test_what_is_not_understood_counts_as_not_said(client: Client, visitor: User, query: str):
    response = client.get(f"/for-you/?{query}", headers=HTMX)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/for-you/"


def test_a_stranger_sees_what_is_popular_and_may_start_from_a_title(
    client: Client, catalogue: dict[str, Movie]
):
    assert "Popular and well rated" in client.get("/for-you/").content.decode()
    page = client.get("/for-you/", {"title": "Jaws"}).content.decode()
    assert "Starting from Jaws" in page


def test_a_favorite_counts_in_the_very_next_request(
    client: Client, visitor: User, catalogue: dict[str, Movie]
):
    liked = catalogue["Groundhog Day"]  # unlike Jaws: of two of a kind neither may be the reason
    client.post(f"/favorites/{liked.pk}/", {"action": "add"}, headers=HTMX)
    page = client.get("/for-you/", headers=HTMX).content.decode()
    assert f'id="card-{liked.pk}"' not in page
    assert "because you liked Groundhog Day" in page


def test_titles_to_choose_from_lead_back_to_the_page_with_all_else_as_it_was(
    client: Client, catalogue: dict[str, Movie]
):
    page = client.get("/for-you/titles/", {"q": "mat", "kind": "film"}).content.decode()
    movie = catalogue["The Matrix"]
    assert f'href="/for-you/?title=The+Matrix&amp;id={movie.pk}&amp;kind=film"' in page
    assert client.get("/for-you/titles/", {"q": "x"}).content.decode().strip() == ""


def test_a_broken_model_leaves_content_and_popularity(
    client: Client, visitor: User, monkeypatch: pytest.MonkeyPatch
):
    serve(monkeypatch, trouble="ranking-1: the file is cut short")
    page = client.get("/for-you/").content.decode()
    assert "because you liked Jaws" in page
    assert "cut short" not in page
