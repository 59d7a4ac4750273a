"""How many queries a page may take. One more is a decision: raise its number here, and say why."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import Movie
from recommendations.models import Favorite
from tests.accounts.factories import UserFactory

HTMX = {"HX-Request": "true"}
LOGGED_IN = 2  # the session and its user


@pytest.fixture
def visitor(catalogue: dict[str, Movie]) -> User:
    user = UserFactory.create()
    for name in ("Jaws", "Moon Base"):
        Favorite.objects.create(user=user, movie=catalogue[name])
    return user


def count(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_of_a_search_that_nobody_asked_before(client: Client, catalogue: dict[str, Movie]):
    client.get("/", {"q": "the encoder is loaded, the choices are counted"}, headers=HTMX)
    # The words of the text, three ways to rank, the cards' rows, the words that matched, the jobs.
    search = {"q": "sharks on the hunt"}
    assert count(lambda: client.get("/", search, headers=HTMX)) <= 7
    assert count(lambda: client.get("/", search, headers=HTMX)) <= 3, "the ranking is kept"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        # The cards' rows and their genres, how many there are, the running jobs.
        ("/", 4),
        # The title with its genres, countries, credits and sources.
        ("/titles/{pk}-jaws/", 5),
        # The title, the nearest, their genres.
        ("/titles/{pk}/similar/", 3),
        # What others like, and the newest.
        ("/recommended/", 2),
    ],
)
def test_of_somebody_who_is_not_logged_in(
    client: Client, catalogue: dict[str, Movie], path: str, most: int
):
    address = path.format(pk=catalogue["Jaws"].pk)
    client.get(address, headers=HTMX)
    assert count(lambda: client.get(address, headers=HTMX)) <= most


@pytest.mark.parametrize(
    ("path", "fields", "most"),
    [
        # One query more than for others, for all hearts of the page.
        ("/", {"q": "sharks on the hunt"}, LOGGED_IN + 4),
        ("/titles/{pk}-jaws/", {}, LOGGED_IN + 6),
        # The favourites, their models, their mean, the nearest, and of which each is close.
        ("/recommended/", {}, LOGGED_IN + 5),
    ],
)
def test_of_somebody_who_is_logged_in(
    client: Client,
    catalogue: dict[str, Movie],
    visitor: User,
    path: str,
    fields: dict[str, str],
    most: int,
):
    client.force_login(visitor)
    address = path.format(pk=catalogue["Jaws"].pk)
    client.get(address, fields, headers=HTMX)
    assert count(lambda: client.get(address, fields, headers=HTMX)) <= most


def test_of_a_press_on_the_heart(client: Client, catalogue: dict[str, Movie], visitor: User):
    client.force_login(visitor)
    address = f"/favorites/{catalogue['Love Actually'].pk}/"
    # The title, and the favourite: looked for and, within a savepoint of two more, written.
    assert count(lambda: client.post(address, {"action": "add"}, headers=HTMX)) <= LOGGED_IN + 5
    assert count(lambda: client.post(address, {"action": "remove"}, headers=HTMX)) <= LOGGED_IN + 3
