"""Try it: somebody, a title, what they would rate it, and what is recommended to them."""

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Movie
from recommendations.models import Rater
from tests.accounts.factories import UserFactory
from tests.recommendations.models_at_hand import Means, serve

HTMX = {"HX-Request": "true"}


@pytest.fixture
def rater(catalogue: dict[str, Movie]) -> Rater:
    rater = Rater.objects.create(dataset="ml", number=12)
    for name, value in (("Jaws", 9), ("Love Actually", 3)):
        rater.ratings.create(movie=catalogue[name], value=value, rated_at=timezone.now())
    return rater


def test_it_says_the_expected_rating_and_what_is_recommended(
    client: Client, rater: Rater, monkeypatch: pytest.MonkeyPatch
):
    serve(monkeypatch, rating=Means(deviation=0.5))
    page = client.get("/predict/", {"who": "12", "title": "Deep Blue"}).content.decode()
    assert "3.0 stars expected, two times in three between 2.5 and 3.5." in page
    assert "Recommended to ml 12" in page
    assert "close to Jaws" in page


def test_what_they_gave_the_title_is_left_out_and_told(
    client: Client, rater: Rater, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    means = Means()
    serve(monkeypatch, rating=means)
    page = client.get("/predict/", {"who": "ml:12", "title": "Jaws"}).content.decode()
    assert means.asked_with == [{catalogue["Love Actually"].pk: 1.5}]
    assert "The rating that was really given is 4.5." in page


def test_without_a_trained_model_it_says_so_and_recommends_by_content(client: Client, rater: Rater):
    page = client.get("/predict/", {"who": "12", "title": "Jaws"}).content.decode()
    assert "No rating model has been trained" in page
    assert "close to Jaws" in page


def test_the_fragment_is_the_answer_alone_with_its_address(
    client: Client, rater: Rater, catalogue: dict[str, Movie]
):
    response = client.get("/predict/", {"who": "12", "title": "jaws"}, headers=HTMX)
    assert response.content.decode().strip().startswith('<section class="results predicted"')
    pk = catalogue["Jaws"].pk
    assert response["HX-Push-Url"] == f"/predict/?title=jaws&id={pk}&who=12"


def test_somebody_who_is_logged_in_may_ask_about_themselves(
    client: Client, catalogue: dict[str, Movie]
):
    user = UserFactory.create()
    user.favorites.create(movie=catalogue["Jaws"])
    client.force_login(user)
    for who in ("me", user.username):
        page = client.get("/predict/", {"who": who}).content.decode()
        assert "Recommended to you" in page


@pytest.mark.parametrize("who", ["visitor", "nobody at all"])
def test_about_users_of_the_site_nobody_else_is_told_nor_whether_they_exist(
    client: Client, catalogue: dict[str, Movie], who: str
):
    UserFactory.create(username="visitor")
    client.force_login(UserFactory.create())
    page = client.get("/predict/", {"who": who}).content.decode()
    assert "You may ask about raters, by their number, and about yourself." in page
    assert "Recommended to" not in page


@pytest.mark.parametrize("who", ["99", "other:12", "99999999999999999999", "\0", "user:"])
def test_somebody_who_is_not_there_is_told_so(client: Client, rater: Rater, who: str):
    staff = UserFactory.create(is_staff=True)
    client.force_login(staff)
    response = client.get("/predict/", {"who": who})
    assert response.status_code == 200
    assert "Recommended to ml" not in response.content.decode()


def test_a_title_that_is_not_there_leads_to_the_nearest(client: Client, rater: Rater):
    page = client.get("/predict/", {"who": "12", "title": "Jawz"}).content.decode()
    assert "Nothing here is called “Jawz”." in page


def test_raters_to_begin_with_are_offered(client: Client, rater: Rater):
    page = client.get("/predict/").content.decode()
    assert 'href="?who=12"' in page
