"""Predicted ratings and recommendations over HTTP."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tokens import make_token
from catalog.models import Movie
from recommendations.models import Rater
from tests.accounts.factories import UserFactory
from tests.recommendations.models_at_hand import Means, liked_together, serve


@pytest.fixture
def rater(catalogue: dict[str, Movie]) -> Rater:
    rater = Rater.objects.create(dataset="ml", number=12)
    for name, value in (("Jaws", 9), ("Love Actually", 3)):
        rater.ratings.create(movie=catalogue[name], value=value, rated_at=timezone.now())
    return rater


@pytest.fixture
def user(catalogue: dict[str, Movie]) -> User:
    user = UserFactory.create(username="ada")
    user.favorites.create(movie=catalogue["Jaws"])
    return user


def with_token(user: User) -> dict[str, str]:
    _row, raw = make_token(user, name="test")
    return {"Authorization": f"Bearer {raw}"}


# Shapes -----------------------------------------------------------------------------------------


def test_a_prediction_has_the_published_shape(
    client: Client, rater: Rater, monkeypatch: pytest.MonkeyPatch
):
    serve(monkeypatch, rating=Means())
    response = client.get("/api/predict/12/deep blue")
    assert response.json() == {"user": "12", "movie": "Deep Blue", "predicted_rating": 3.0}


def test_a_recommendation_has_the_published_shape(client: Client, rater: Rater):
    answer = client.get("/api/recommend/12?top_n=3").json()
    assert list(answer) == ["user", "top_n", "recommendations"]
    assert (answer["user"], answer["top_n"]) == ("12", 3)
    assert answer["recommendations"][0] == "Deep Blue"
    assert len(answer["recommendations"]) == 3


def test_health_has_the_published_shape(
    client: Client, rater: Rater, monkeypatch: pytest.MonkeyPatch
):
    expected = {"status": "ok", "model_loaded": False, "total_movies": 8, "total_users": 1}
    assert client.get("/api/health").json() == expected
    serve(monkeypatch, rating=Means())
    assert client.get("/api/health").json() == expected | {"model_loaded": True}


def test_movies_are_titles_in_the_order_of_their_names(client: Client, catalogue: dict[str, Movie]):
    Movie.objects.filter(title="Breaking Bad").update(is_published=False)
    answer = client.get("/api/movies?limit=3").json()
    assert answer == ["Deep Blue", "Finding Nemo", "Groundhog Day"]


def test_detail_adds_ids_reasons_and_the_version(
    client: Client, rater: Rater, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    jaws, moon = catalogue["Jaws"], catalogue["Moon Base"]
    serve(monkeypatch, ranking=liked_together(jaws.pk, moon.pk), rating=Means(deviation=0.75))
    predicted = client.get("/api/predict/12/Jaws?detail=1").json()
    assert predicted["movie_id"] == jaws.pk
    assert (predicted["deviation"], predicted["given_rating"]) == (0.75, 4.5)
    recommended = client.get("/api/recommend/12?top_n=1&detail=1").json()
    assert recommended["version"] == "ranking-1"
    (first,) = recommended["recommendations"]
    assert (first["id"], first["reason"]) == (moon.pk, "liked_together")
    assert first["because_of"] == [{"id": jaws.pk, "title": "Jaws", "year": 2001}]
    listed = client.get("/api/movies?limit=1&detail=1").json()
    assert listed == [{"id": catalogue["Breaking Bad"].pk, "title": "Breaking Bad", "year": 2001}]


def test_what_cannot_be_expected_is_null(client: Client, rater: Rater):
    assert client.get("/api/predict/12/Jaws").json()["predicted_rating"] is None


# Who may ask about whom -------------------------------------------------------------------------


def test_answers_about_raters_may_be_kept_and_those_about_users_may_not(
    client: Client, rater: Rater, user: User
):
    assert client.get("/api/recommend/12")["Cache-Control"] == "public, max-age=300"
    client.force_login(user)
    for address in ("/api/recommend/me", "/api/recommend/ada", "/api/predict/me/Deep Blue"):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"


def test_a_token_stands_for_its_user(client: Client, user: User):
    answer = client.get("/api/recommend/me?top_n=1", headers=with_token(user))
    assert answer.json()["recommendations"] == ["Deep Blue"]


@pytest.mark.parametrize("about", ["ada", "user:ada", "nobody", "me"])
def test_a_stranger_is_told_nothing_about_users_nor_whether_they_exist(
    client: Client, user: User, about: str
):
    for address in (f"/api/recommend/{about}", f"/api/predict/{about}/Jaws"):
        response = client.get(address)
        assert response.status_code == 403
        assert response.json()["detail"]


def test_another_user_is_told_no_more_than_a_stranger(client: Client, user: User):
    other = with_token(UserFactory.create())
    answers = [client.get(f"/api/recommend/{who}", headers=other) for who in ("ada", "nobody")]
    assert {answer.status_code for answer in answers} == {403}
    assert answers[0].json() == answers[1].json()


def test_staff_may_ask_about_everybody_and_learn_who_is_not_there(client: Client, user: User):
    staff = with_token(UserFactory.create(is_staff=True))
    assert client.get("/api/recommend/ada", headers=staff).status_code == 200
    assert client.get("/api/recommend/nobody", headers=staff).status_code == 404


def test_a_user_whose_name_is_a_number_is_asked_for_as_a_user(client: Client, rater: Rater):
    numbered = with_token(UserFactory.create(username="12"))
    assert client.get("/api/recommend/12")["Cache-Control"].startswith("public")
    response = client.get("/api/recommend/user:12", headers=numbered)
    assert response["Cache-Control"] == "private, no-store"


def test_a_number_of_another_data_set_is_asked_for_with_its_name(client: Client, rater: Rater):
    Rater.objects.create(dataset="older", number=12)
    assert client.get("/api/recommend/older:12").status_code == 200
    assert client.get("/api/recommend/none:12").status_code == 404


# Bad input --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/api/recommend/12?top_n=0", 422, "At least 1 is expected."),
        ("/api/recommend/12?top_n=101", 422, "At most 100 is expected."),
        ("/api/recommend/12?top_n=ten", 422, "A whole number is expected."),
        ("/api/recommend/12?detail=maybe", 422, "“true” or “false” is expected."),
        ("/api/movies?limit=0", 422, "At least 1 is expected."),
        ("/api/predict/12/Jawz", 404, "Nothing here fits “Jawz”. The nearest: Jaws (2001)."),
        ("/api/recommend/13", 404, "There is no rater with this number."),
        ("/api/recommend/99999999999999", 404, "There is no rater with this number."),
        ("/api/predict/12/%00", 404, "Nothing here fits"),
    ],
)
def test_what_is_wrong_is_told(client: Client, rater: Rater, address: str, status: int, told: str):
    response = client.get(address)
    assert response.status_code == status
    assert told in response.json()["detail"]
