"""How many queries a page may take. One more is a decision: raise its number here, and say why."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import Movie, Person
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
    # The people and platforms that the text may name, its words, names as it is spelt and alike,
    # titles by meaning (those without a description apart) and by words, what is known of all of
    # them, how near they come; the cards' rows, the words that each has (2), the jobs.
    search = {"q": "sharks on the hunt"}
    assert count(lambda: client.get("/", search, headers=HTMX)) <= 13
    assert count(lambda: client.get("/", search, headers=HTMX)) <= 3, "the ranking is kept"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        # The cards' rows and their genres, how many there are, the running jobs.
        ("/", 4),
        # The title with its genres, countries, credits, sources, keywords and companies.
        ("/titles/{pk}-jaws/", 7),
        # The title, its vector, the nearest, their rows and genres; for the reasons the title's
        # genres, directors, words (2), keywords, and who liked both.
        ("/titles/{pk}/similar/", 11),
        # The title, what the vectors weigh; the vector and the nearest, for meaning alone and in
        # the mix; the rows of all titles at once.
        ("/compare/?title=Jaws", 7),
        # The sources to choose from; all numbers are kept until the catalogue changes.
        ("/insights/", 1),
        # The latest measurements.
        ("/proof/", 3),
        # The questions alone; their examples are kept until the catalogue changes.
        ("/api/", 0),
        # The title by its name, and as for similar titles.
        ("/api/get_recomendacion/Jaws", 11),
        ("/api/?ask=get_recomendacion&about=Jaws", 12),
        # What others like, and the newest, each with the genres that they are spread over.
        ("/recommended/", 4),
        ("/for-you/", 4),
        # The people, their roles, what they are known for; who they are is kept.
        ("/people/", 3),
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
        # Three queries more than for others: for all hearts of the page, all ratings, all marks.
        ("/", {"q": "sharks on the hunt"}, LOGGED_IN + 7),
        # And what they have told, for the rating that is expected of them.
        ("/titles/{pk}-jaws/", {}, LOGGED_IN + 11),
        # And one for what the visitor has seen or dismissed.
        ("/titles/{pk}/similar/", {}, LOGGED_IN + 15),
        # How many, which, their genres; hearts, ratings, marks.
        ("/ratings/", {}, LOGGED_IN + 6),
        ("/watchlist/", {}, LOGGED_IN + 6),
        # What they have told, what is served, the liked titles, those near them, what is known of
        # them all, the cards.
        ("/recommended/", {}, LOGGED_IN + 6),
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
    # The title, and the favourite.
    assert count(lambda: client.post(address, {"action": "add"}, headers=HTMX)) <= LOGGED_IN + 2
    assert count(lambda: client.post(address, {"action": "remove"}, headers=HTMX)) <= LOGGED_IN + 3


def test_of_a_press_on_the_heart_and_the_panel_that_follows_from_it(
    client: Client, catalogue: dict[str, Movie], visitor: User
):
    client.force_login(visitor)
    address = f"/favorites/{catalogue['Love Actually'].pk}/"
    client.get("/recommended/", headers=HTMX)

    def press_and_redraw() -> None:
        client.post(address, {"action": "add"}, headers=HTMX)
        client.get("/recommended/", headers=HTMX)

    assert count(press_and_redraw) <= 12


def test_of_somebody_s_page(client: Client, catalogue: dict[str, Movie]):
    ada, bo = (Person.objects.create(name=name) for name in ("Ada", "Bo"))
    for name in ("Jaws", "Moon Base"):
        for person, role in ((ada, "director"), (ada, "actor"), (bo, "actor")):
            catalogue[name].credits.create(person=person, role=role)
    address = ada.get_absolute_url()
    # The person, the credits, the titles; the returns in each role; two for who is there as well.
    assert count(lambda: client.get(address)) <= 7
    assert count(lambda: client.get(address, headers=HTMX)) <= 3
