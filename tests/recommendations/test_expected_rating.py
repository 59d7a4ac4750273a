"""The line on a title's page that says how many stars somebody would give it."""

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Movie
from tests.accounts.factories import UserFactory
from tests.recommendations.models_at_hand import Means, serve


@pytest.fixture
def visitor(client: Client, catalogue: dict[str, Movie]) -> User:
    user = UserFactory.create()
    client.force_login(user)
    user.ratings.create(movie=catalogue["Jaws"], value=8)
    return user


def page_of(client: Client, movie: Movie) -> str:
    return client.get(movie.get_absolute_url()).content.decode()


def test_it_says_how_sure_it_is(
    client: Client, visitor: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    serve(monkeypatch, rating=Means(deviation=1.25))
    page = page_of(client, catalogue["Deep Blue"])
    assert "<strong>4.0 stars</strong>" in page
    assert "between 2.8 and 5.0" in page or "between 2.7 and 5.0" in page


def test_it_is_absent_for_what_was_rated_for_strangers_and_without_a_history(
    client: Client, visitor: User, catalogue: dict[str, Movie], monkeypatch: pytest.MonkeyPatch
):
    serve(monkeypatch, rating=Means())
    assert "expected-rating" not in page_of(client, catalogue["Jaws"])
    visitor.ratings.all().delete()
    assert "expected-rating" not in page_of(client, catalogue["Deep Blue"])
    client.logout()
    assert "expected-rating" not in page_of(client, catalogue["Deep Blue"])


def test_it_is_absent_without_a_trained_model(
    client: Client, visitor: User, catalogue: dict[str, Movie]
):
    assert "expected-rating" not in page_of(client, catalogue["Deep Blue"])
