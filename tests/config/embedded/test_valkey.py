import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis

from config.embedded import addresses, valkey
from config.embedded.addresses import embedded_environment
from config.embedded.processes import servers_in


def client(var: Path, instance: str) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(addresses.valkey_socket(var, instance)))


def pid(var: Path, instance: str) -> int:
    (only,) = servers_in(var / instance, "valkey-server")
    return only


def test_broker_and_cache_are_two_servers_with_the_settings_of_their_work(var: Path) -> None:
    assert not valkey.is_running(var)
    assert valkey.start(var) is True
    assert valkey.is_running(var)
    assert valkey.start(var) is False
    broker, cache = client(var, "broker"), client(var, "cache")
    assert broker.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    assert broker.config_get("appendonly")["appendonly"] == "yes"
    assert cache.config_get("maxmemory-policy")["maxmemory-policy"] == "allkeys-lru"
    assert cache.config_get("maxmemory")["maxmemory"] == str(64 * 2**20)
    for server in (broker, cache):
        assert server.config_get("port")["port"] == "0"
        assert server.config_get("save")["save"] == ""


def test_the_clients_of_the_site_reach_them_by_the_given_urls(var: Path) -> None:
    valkey.start(var)
    from kombu import Connection

    environment = embedded_environment(var)
    assert redis.Redis.from_url(environment["CACHE_URL"]).ping()
    with Connection(environment["REDIS_URL"]) as connection:
        queue = connection.SimpleQueue("promises")
        queue.put("kept")
        assert queue.get(timeout=5).payload == "kept"
        queue.close()
    assert client(var, "broker").dbsize() > 0
    assert client(var, "cache").dbsize() == 0


def test_what_is_queued_survives_a_stop_and_what_is_cached_does_not(var: Path) -> None:
    valkey.start(var)
    for instance in ("broker", "cache"):
        client(var, instance).set("key", "value")
    valkey.stop(var)
    assert not valkey.is_running(var)
    assert servers_in(var / "broker", "valkey-server") == []
    valkey.stop(var)  # twice is no error
    assert valkey.start(var) is True
    assert client(var, "broker").get("key") == b"value"
    assert client(var, "cache").get("key") is None


def test_six_starts_at_once_make_one_of_each(var: Path, repository: Path) -> None:
    start = (
        "import sys, pathlib; from config.embedded import valkey; "
        "print(valkey.start(pathlib.Path(sys.argv[1])))"
    )
    starts = [
        subprocess.Popen(
            [sys.executable, "-c", start, str(var)],
            cwd=repository,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    said = sorted(process.communicate()[0].strip() for process in starts)
    assert said == ["False"] * 5 + ["True"]
    assert pid(var, "broker") != pid(var, "cache")


def test_one_that_was_killed_comes_back_and_the_other_stays(var: Path) -> None:
    valkey.start(var)
    client(var, "broker").set("key", "value")
    client(var, "broker").config_set("appendfsync", "always")
    client(var, "broker").set("other", "value")
    untouched = pid(var, "cache")
    os.kill(pid(var, "broker"), signal.SIGKILL)
    # Its socket file is still there, and nobody listens.
    while valkey.is_running(var):
        time.sleep(0.01)
    assert addresses.valkey_socket(var, "broker").exists()
    assert valkey.start(var) is True
    assert client(var, "broker").mget("key", "other") == [b"value", b"value"]
    assert pid(var, "cache") == untouched


def test_one_without_its_socket_file_is_started_anew_with_its_data(var: Path) -> None:
    valkey.start(var)
    client(var, "broker").set("key", "value")
    addresses.valkey_socket(var, "broker").unlink()
    assert valkey.start(var) is True
    assert client(var, "broker").get("key") == b"value"


def test_one_that_hangs_is_replaced(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "REPLY_SECONDS", 0.2)
    monkeypatch.setattr(valkey, "SILENCE", 0.4)
    valkey.start(var)
    hung = pid(var, "cache")
    os.kill(hung, signal.SIGSTOP)
    assert valkey.start(var) is True
    assert pid(var, "cache") != hung
    assert client(var, "cache").ping()
