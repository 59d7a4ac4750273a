"""Hearts: adding, removing, listing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def press(client: Client, movie: Movie, action: str = "add", **options):
    return client.post(f"/favorites/{movie.pk}/", {"action": action, **options}, headers=HTMX)


def test_a_heart_adds_and_says_so_to_the_panel(member: Client, user: User):
    movie = MovieFactory.create()
    response = press(member, movie)
    assert user.favorites.get().movie == movie
    assert b"Added to your favourites." in response.content
    assert b'value="remove"' in response.content, "the button now offers the opposite"
    assert "favoritesChanged" in response["HX-Trigger"]


def test_adding_again_says_that_it_is_there_already(member: Client, user: User):
    movie = MovieFactory.create()
    press(member, movie)
    response = press(member, movie)
    assert b"It is already a favourite." in response.content
    assert b'data-seconds="3"' in response.content
    assert user.favorites.count() == 1


def test_a_heart_removes(member: Client, user: User):
    movie = MovieFactory.create()
    press(member, movie)
    assert b"Removed" in press(member, movie, "remove").content
    assert not user.favorites.exists()
    assert press(member, movie, "remove").status_code == 200, "twice is no error"


def test_without_javascript_the_visitor_comes_back_to_the_page(member: Client):
    movie = MovieFactory.create()
    response = member.post(f"/favorites/{movie.pk}/", {"action": "add", "next": "/?q=shark"})
    assert response.status_code == 302
    assert response["Location"] == "/?q=shark"


def test_a_form_that_htmx_brought_works_without_it_too(member: Client):
    movie = MovieFactory.create()
    assert b'name="next"' not in press(member, movie).content
    referer = {"Referer": "http://testserver/?q=shark"}
    response = member.post(f"/favorites/{movie.pk}/", {"action": "remove"}, headers=referer)
    assert response["Location"] == "http://testserver/?q=shark"
    foreign = {"Referer": "https://evil.example/"}
    response = member.post(f"/favorites/{movie.pk}/", {"action": "add"}, headers=foreign)
    assert response["Location"] == "/favorites/"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_next_leads_nowhere_else(member: Client, target: str):
    response = member.post(f"/favorites/{MovieFactory.create().pk}/", {"next": target})
    assert response["Location"] == "/favorites/"


def test_a_visitor_is_led_to_the_log_in_and_nothing_is_kept(client: Client, db: None):
    movie = MovieFactory.create()
    assert client.post(f"/favorites/{movie.pk}/")["Location"].startswith("/accounts/login/")
    assert press(client, movie)["HX-Redirect"].startswith("/accounts/login/")
    assert not Favorite.objects.exists()
    assert client.get("/favorites/").status_code == 302


def test_a_visitor_comes_back_from_the_log_in_to_what_was_searched_for_last(
    client: Client, db: None
):
    movie = MovieFactory.create()
    # The form stands in results that were swapped in before the address changed.
    headers = HTMX | {"HX-Current-URL": "http://testserver/?q=shark&page=2"}
    response = client.post(f"/favorites/{movie.pk}/", {"next": "/"}, headers=headers)
    assert response["HX-Redirect"] == "/accounts/login/?next=%2F%3Fq%3Dshark%26page%3D2"


@pytest.mark.parametrize(
    "current", ["https://evil.example/", "http://testserver//evil.example/", "http://[", "x"]
)
def test_an_address_that_is_not_ours_is_not_returned_to(client: Client, db: None, current: str):
    movie = MovieFactory.create()
    response = client.post(f"/favorites/{movie.pk}/", headers=HTMX | {"HX-Current-URL": current})
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Ffavorites%2F"


def test_a_heart_knows_its_page_without_javascript(member: Client):
    MovieFactory.create_batch(30, title="A Shark")
    page = member.get("/", {"kind": "film", "page": "2", "genre": "", "unknown": "x"})
    assert b'name="next" value="/?kind=film&amp;page=2"' in page.content


def test_a_very_long_query_is_not_repeated_by_each_heart(member: Client):
    MovieFactory.create_batch(3, title="A Shark")
    page = member.get("/", {"q": "shark " * 5_000})
    assert page.content.count(b'name="next"') >= 3
    assert b"shark+" * 400 not in page.content


def test_an_expired_session_never_swaps_a_log_in_page_into_the_list(client: Client, db: None):
    headers = HTMX | {"HX-Current-URL": "http://testserver/favorites/?page=2"}
    response = client.get("/favorites/?page=3", headers=headers)
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Ffavorites%2F%3Fpage%3D2"
    assert not response.content
    response = client.get("/favorites/?page=3")
    assert response["Location"] == "/accounts/login/?next=/favorites/%3Fpage%3D3"


def test_a_get_changes_nothing(member: Client):
    assert member.get(f"/favorites/{MovieFactory.create().pk}/").status_code == 405


def test_a_post_without_the_token_is_refused(user: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert press(client, MovieFactory.create()).status_code == 403
    assert not Favorite.objects.exists()


def test_a_title_that_is_hidden_or_not_there_is_404(member: Client):
    hidden = MovieFactory.create(is_published=False)
    assert press(member, hidden).status_code == 404
    assert member.post("/favorites/999999/").status_code == 404


def test_the_list_shows_mine_latest_first_and_nobody_elses(member: Client, user: User):
    first, second, other = MovieFactory.create_batch(3)
    press(member, first)
    press(member, second)
    Favorite.objects.create(user=UserFactory.create(), movie=other)
    assert list(member.get("/favorites/").context["page"]) == [second, first]
    fragment = member.get("/favorites/", headers=HTMX).content
    assert b"<html" not in fragment
    assert b'id="favorites"' in fragment


def test_the_hearts_of_a_page_take_one_query_together(member: Client, user: User):
    MovieFactory.create_batch(3)
    member.get("/")  # the counts beside the filters are cached
    with CaptureQueriesContext(connection) as few:
        member.get("/")
    MovieFactory.create_batch(20)
    with CaptureQueriesContext(connection) as many:
        member.get("/")
    about_favorites = [q["sql"] for q in many if "recommendations_favorite" in q["sql"]]
    assert len(many) == len(few)
    assert len([sql for sql in about_favorites if "SELECT" in sql]) <= 4


@pytest.mark.django_db(transaction=True)
def test_fifty_clicks_at_once_make_one_favorite():
    user, movie = UserFactory.create(), MovieFactory.create()

    def click(_number: int) -> int:
        client = Client()
        client.force_login(user)
        try:
            return press(client, movie).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        codes = list(pool.map(click, range(50)))
    assert set(codes) == {200}
    assert Favorite.objects.count() == 1
