"""The cache that may go away: with a Valkey of its own that is stopped, killed and started."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from config import cache as cache_module
from config.cache import Cache
from config.embedded import addresses, valkey
from config.embedded.processes import servers_in
from tests.accounts.factories import UserFactory

PASSWORD = "a long enough password"


class Server:
    """A Valkey that nobody else uses."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.url = f"unix://{addresses.valkey_socket(var, 'cache')}?db=0"

    def start(self) -> None:
        valkey.start(self.var)

    def stop(self) -> None:
        valkey.stop(self.var)

    def hang(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in servers_in(self.var / "cache", valkey.PROGRAM):
            os.kill(pid, number)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    it = Server(tmp_path / "var")
    it.start()
    yield it
    it.go_on()
    it.stop()


@pytest.fixture
def cache(server: Server, settings: Settings) -> Iterator[Cache]:
    """The site's cache, on that server."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": server.url}}
    found = caches["default"]
    assert isinstance(found, Cache)
    yield found
    del caches["default"]


@pytest.fixture
def short_pause(monkeypatch: pytest.MonkeyPatch) -> float:
    monkeypatch.setattr(cache_module, "PAUSE", 0.2)
    return 0.2


@pytest.fixture(params=["stop", "hang"])
def away(request: pytest.FixtureRequest, server: Server, cache: Cache) -> Server:
    """The server, gone or silent, once the cache has been used."""
    cache.set("before", 1)
    getattr(server, request.param)()
    return server


def count_asked(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys that Redis was asked for from now on."""
    asked: list[str] = []
    client = type(cache._cache)
    really_get = client.get

    def get(self: Any, key: str, default: object) -> object:
        asked.append(key)
        return really_get(self, key, default)

    monkeypatch.setattr(client, "get", get)
    return asked


def test_values_are_in_redis_where_other_processes_find_them(server: Server, cache: Cache) -> None:
    cache.set("vector", b"\0\1", 60)
    keys = redis.Redis.from_url(server.url).keys()
    assert keys == [b"movieclip:1:vector"]
    assert cache.get("vector") == b"\0\1"


def test_every_operation_works_while_redis_is_away(away: Server, cache: Cache) -> None:
    assert cache.get("before") is None
    assert cache.get("before", "default") == "default"
    assert cache.add("lock", True, 10)
    assert not cache.add("lock", True, 10)
    assert cache.delete("lock")
    assert cache.add("lock", True, 10)
    cache.set("number", 1)
    assert cache.incr("number") == 2
    assert cache.touch("number", 60)
    cache.set_many({"a": 1, "b": 2})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    cache.delete_many(["a"])
    assert not cache.has_key("a")
    assert cache.get_or_set("computed", lambda: 3) == 3
    cache.clear()
    assert cache.get("b") is None
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")


def test_a_server_that_is_away_is_asked_once_a_pause_by_all_threads_together(
    away: Server, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = count_asked(cache, monkeypatch)
    cache.get("first")
    assert len(asked) == 1
    with ThreadPoolExecutor(8) as pool:  # each thread has a cache object of its own
        list(pool.map(lambda n: caches["default"].get(f"key-{n}"), range(40)))
    assert len(asked) == 1


def test_one_thread_alone_finds_out_whether_it_is_back(
    away: Server, cache: Cache, monkeypatch: pytest.MonkeyPatch, short_pause: float
) -> None:
    cache.get("first")
    time.sleep(2 * short_pause)
    monkeypatch.setattr(cache_module, "PAUSE", 60.0)
    asked = count_asked(cache, monkeypatch)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: caches["default"].get(f"key-{n}"), range(40)))
    assert len(asked) == 1


def test_it_is_used_again_when_it_is_back_and_the_interlude_is_forgotten(
    away: Server, cache: Cache, short_pause: float
) -> None:
    cache.set("meanwhile", "old")
    assert cache.get("meanwhile") == "old"
    away.go_on()
    away.start()
    time.sleep(2 * short_pause)
    cache.set("meanwhile", "new")
    assert redis.Redis.from_url(away.url).exists("movieclip:1:meanwhile")
    away.stop()
    assert cache.get("meanwhile") is None, "not what it was the last time"


def test_the_log_says_once_that_it_is_away_and_once_that_it_is_back(
    away: Server, cache: Cache, short_pause: float, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        cache.get("something")
        time.sleep(2 * short_pause)
    away.go_on()
    away.start()
    time.sleep(2 * short_pause)
    cache.get("something")
    messages = [record.getMessage() for record in caplog.records if record.name == "config.cache"]
    assert len(messages) == 2
    assert "does not answer" in messages[0]
    assert "answers again" in messages[1]


def test_visitors_log_in_and_sign_up_while_it_is_away(
    away: Server, client: Client, db: None
) -> None:
    UserFactory.create(username="visitor")
    client.post("/accounts/login/", {"login": "visitor", "password": PASSWORD})
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    fields = {"username": "maria", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", fields).status_code == 302
    assert User.objects.filter(username="maria").exists()


def test_staff_reach_the_admin_while_it_is_away(away: Server, client: Client, db: None) -> None:
    UserFactory.create(username="operator", is_staff=True, is_superuser=True)
    page = client.get("/admin/", follow=True)
    assert page.request["PATH_INFO"] == "/accounts/login/"
    response = client.post(
        page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"],
        {"login": "operator", "password": PASSWORD, "next": "/admin/"},
        follow=True,
    )
    assert response.request["PATH_INFO"] == "/admin/"
    assert response.status_code == 200


def test_guessing_passwords_is_slowed_down_while_it_is_away(
    away: Server, client: Client, db: None
) -> None:
    UserFactory.create(username="visitor")
    for _ in range(30):
        client.post("/accounts/login/", {"login": "visitor", "password": "wrong"})
    client.post("/accounts/login/", {"login": "visitor", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_monitoring_is_told_although_pages_work(away: Server, cache: Cache) -> None:
    cache.get("something")
    with pytest.raises(redis.RedisError):
        cache.ping()
