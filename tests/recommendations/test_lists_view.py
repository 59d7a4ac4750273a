"""The pages of what somebody keeps: favourites, watchlist, ratings, seen, dismissed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite, Mark, Rating
from tests.accounts.factories import UserFactory
from tests.catalog.factories import MovieFactory

HTMX = {"HX-Request": "true"}
PAGES = ["favorites", "watchlist", "ratings", "seen", "dismissed"]


@pytest.fixture
def user(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def keep(user: User, movie: Movie, page: str, value: int = 7) -> None:
    if page == "favorites":
        Favorite.objects.create(user=user, movie=movie)
    elif page == "ratings":
        Rating.objects.create(user=user, movie=movie, value=value)
    else:
        Mark.objects.create(user=user, movie=movie, kind=page)


@pytest.mark.parametrize("page", PAGES)
class TestEveryList:
    def test_shows_mine_latest_first_and_nobody_else_s(self, member: Client, user: User, page: str):
        first, second, other, hidden = MovieFactory.create_batch(4)
        for movie in (first, second, hidden):
            keep(user, movie, page)
        keep(UserFactory.create(), other, page)
        keep(UserFactory.create(), first, page)
        Movie.objects.filter(pk=hidden.pk).update(is_published=False)
        assert list(member.get(f"/{page}/").context["page"]) == [second, first]

    def test_is_a_page_and_a_fragment(self, member: Client, user: User, page: str):
        keep(user, MovieFactory.create(), page)
        fragment = member.get(f"/{page}/", headers=HTMX)
        assert b"<html" not in fragment.content
        assert f'id="{page}"' in fragment.content.decode()
        assert "HX-Request" in fragment["Vary"]
        assert 'aria-current="page"' in member.get(f"/{page}/").content.decode()

    def test_is_for_who_is_logged_in(self, client: Client, db: None, page: str):
        assert client.get(f"/{page}/")["Location"] == f"/accounts/login/?next=/{page}/"
        assert client.get(f"/{page}/", headers=HTMX)["HX-Redirect"].startswith("/accounts/login/")

    def test_says_what_to_do_while_it_is_empty(self, member: Client, page: str):
        assert "stands here" in (text := member.get(f"/{page}/").content.decode()) or (
            "waits here" in text
        )

    def test_comes_in_pages_in_as_many_queries_for_many_titles(
        self, member: Client, user: User, page: str
    ):
        for movie in MovieFactory.create_batch(2):
            keep(user, movie, page)
        member.get(f"/{page}/")
        with CaptureQueriesContext(connection) as few:
            member.get(f"/{page}/", headers=HTMX)
        for movie in MovieFactory.create_batch(24):
            keep(user, movie, page)
        with CaptureQueriesContext(connection) as many:
            shown = member.get(f"/{page}/", headers=HTMX).context["page"]
        assert (len(shown), shown.paginator.count) == (24, 26)
        assert len(many) == len(few)
        # The session and its user; how many, which, their genres; hearts, ratings and marks.
        assert len(many) <= 8

    @pytest.mark.parametrize("query", ["?page=x", "?page=-1", "?sort=worst", "?page=9&sort=%00"])
    def test_takes_any_address(self, member: Client, user: User, page: str, query: str):
        keep(user, MovieFactory.create(), page)
        assert member.get(f"/{page}/{query}").status_code == 200


def test_ratings_are_sorted_by_newest_or_highest(member: Client, user: User):
    best, worst, good = MovieFactory.create_batch(3)
    for movie, value in ((best, 10), (worst, 1), (good, 8)):
        keep(user, movie, "ratings", value)
    assert list(member.get("/ratings/").context["page"]) == [good, worst, best]
    highest = member.get("/ratings/?sort=highest")
    assert list(highest.context["page"]) == [best, good, worst]
    assert 'href="?sort=highest" hx-get="?sort=highest" aria-current="true"' in (
        highest.content.decode()
    )


def test_what_was_rated_long_ago_comes_after_what_is_rated_now(member: Client, user: User):
    old, new = MovieFactory.create_batch(2)
    keep(user, new, "ratings")
    long_ago = datetime.now(UTC) - timedelta(days=900)
    Rating.objects.create(user=user, movie=old, value=9, created_at=long_ago)
    assert list(member.get("/ratings/").context["page"]) == [new, old]


def test_the_menu_leads_to_all_of_them(member: Client):
    page = member.get("/").content.decode()
    for name in PAGES:
        assert f'href="/{name}/"' in page


def test_the_marks_and_ratings_of_a_page_take_two_queries_together(member: Client, user: User):
    MovieFactory.create_batch(3)
    member.get("/")  # the counts beside the filters are cached
    with CaptureQueriesContext(connection) as few:
        member.get("/")
    for movie in MovieFactory.create_batch(20):
        keep(user, movie, "ratings")
        keep(user, movie, "watchlist")
    with CaptureQueriesContext(connection) as many:
        page = member.get("/").content.decode()
    assert page.count("Your rating of ") == 20
    assert len(many) == len(few)


def test_nobody_sees_the_buttons_on_cards_and_no_query_is_made_for_them(client: Client, db: None):
    MovieFactory.create()
    client.get("/")  # what many like is counted once for everybody, by their ratings too
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/").content.decode()
    assert 'class="opinion"' not in page
    asked = " ".join(query["sql"] for query in queries)
    assert "recommendations_mark" not in asked
    assert "recommendations_rating" not in asked
