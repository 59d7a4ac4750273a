"""How often the API may be asked: by an address, by an account, and while the cache is away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
import redis
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from accounts.tokens import make_token
from catalog.models import Movie
from config.cache import _servers as cache_servers
from tests.accounts.factories import UserFactory
from tests.catalog.films import make_film
from tests.conftest import plain_redis_url

SCORE = "/api/score_titulo/Jaws"
ACTOR = "/api/get_actor/Ana"

pytestmark = pytest.mark.django_db


@pytest.fixture
def jaws(db: None) -> Movie:
    return make_film("Jaws", actors="Ana", popularity=19.7)


@pytest.fixture
def rates(settings: Settings) -> Settings:
    settings.API_REQUESTS_PER_MINUTE = 2
    settings.API_TOKEN_REQUESTS_PER_MINUTE = 4
    return settings


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """The time stands still, 20 seconds into a minute, until it is set anew."""

    def set_time(seconds: float) -> None:
        monkeypatch.setattr("config.api_rates.time.time", lambda: 1_200_000_000.0 + seconds)

    set_time(20)
    return set_time


def test_who_asks_too_often_is_told_when_to_go_on(
    client: Client, jaws: Movie, rates: Settings, at_noon: Callable[[float], None]
):
    assert [client.get(SCORE).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get(ACTOR)
    assert refused.status_code == 429, "all questions count as one"
    assert refused["Retry-After"] == "40"
    assert "40" in refused.json()["detail"]
    at_noon(60)
    assert client.get(SCORE).status_code == 200


def test_each_address_has_a_rate_of_its_own(
    client: Client, jaws: Movie, rates: Settings, at_noon: Callable[[float], None]
):
    for _ in range(3):
        client.get(SCORE, REMOTE_ADDR="192.0.2.1")
    assert client.get(SCORE, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.get(SCORE, REMOTE_ADDR="192.0.2.2").status_code == 200


def test_who_comes_from_no_address_is_answered_too(
    client: Client, jaws: Movie, rates: Settings, at_noon: Callable[[float], None]
):
    assert [client.get(SCORE, REMOTE_ADDR="").status_code for _ in range(3)] == [200, 200, 429]


def test_a_header_that_anybody_can_write_is_no_way_around_it(
    client: Client, jaws: Movie, rates: Settings, at_noon: Callable[[float], None]
):
    answers = [
        client.get(SCORE, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(3)
    ]
    assert answers == [200, 200, 429]


def test_behind_a_trusted_proxy_the_address_is_the_one_that_it_saw(
    client: Client, jaws: Movie, rates: Settings, at_noon: Callable[[float], None]
):
    rates.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(3):
        client.get(SCORE, headers={"X-Forwarded-For": "192.0.2.1"})
    ask = {n: client.get(SCORE, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in (1, 2)}
    assert [ask[1].status_code, ask[2].status_code] == [429, 200]


def test_a_token_raises_the_rate_of_its_account(
    client: Client, jaws: Movie, rates: Settings, at_noon: Callable[[float], None]
):
    user = UserFactory.create()
    tokens = [make_token(user, name=name)[1] for name in ("one", "two")]
    bearers = [{"Authorization": f"Bearer {token}"} for token in tokens]
    answers = [client.get(SCORE, headers=bearers[n % 2]).status_code for n in range(5)]
    assert answers == [200] * 4 + [429]
    assert client.get(SCORE).status_code == 200, "the address was not counted"


@pytest.mark.parametrize("header", ["Bearer x", f"Bearer mclip_{'a' * 43}", "Basic eDp5", "x", ""])
def test_a_token_that_is_none_is_refused_and_counted(
    client: Client,
    jaws: Movie,
    rates: Settings,
    at_noon: Callable[[float], None],
    header: str,
):
    answers = [client.get(SCORE, headers={"Authorization": header}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert answers[0]["WWW-Authenticate"] == "Bearer"
    assert answers[0]["Content-Type"] == "application/problem+json"


def test_no_rate_is_no_limit(client: Client, jaws: Movie, settings: Settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    assert {client.get(SCORE).status_code for _ in range(70)} == {200}


@contextmanager
def _asked_again_at_once() -> Iterator[None]:
    """The cache, by the tests that follow."""
    yield
    for server in cache_servers.values():
        server.is_now_back()


def test_without_the_cache_questions_are_answered(
    client: Client, jaws: Movie, rates: Settings, at_noon: Callable[[float], None]
):
    away = patch(
        "redis.connection.ConnectionPool.get_connection", side_effect=redis.ConnectionError
    )
    with away, _asked_again_at_once():
        assert client.get(SCORE).status_code == 200
        assert client.get("/api/cantidad_filmaciones_mes/1").status_code == 200
        assert client.get(SCORE).status_code == 429, "each process counts for itself"


def test_a_count_that_vanishes_meanwhile_stands_in_nobody_s_way(client: Client, jaws: Movie):
    with patch("config.api_rates.cache.add"):
        assert client.get(SCORE).status_code == 200


def test_a_minute_s_count_is_not_kept_for_ever(client: Client, jaws: Movie):
    client.get(SCORE)
    server = redis.Redis.from_url(plain_redis_url(settings.CACHE_URL))
    keys = server.keys("*api-requests*")
    assert len(keys) == 1
    assert 0 < server.ttl(keys[0]) <= 60
