"""A site without one of its servers."""

import socket
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from config.celery import app


@pytest.fixture
def dead_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_user("operator", is_staff=True))
    return client


@pytest.fixture
def broker_away(dead_port: int) -> Iterator[None]:
    before = app.conf.broker_read_url
    away = f"redis://127.0.0.1:{dead_port}/0"
    app.conf.update(broker_url=away, broker_read_url=away)
    yield
    app.conf.update(broker_url=before, broker_read_url=before)


@pytest.fixture
def cache_away(dead_port: int, settings: Settings) -> Iterator[None]:
    away = settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{dead_port}/0"}
    settings.CACHES = {"default": away}
    yield
    del caches["default"]


@pytest.fixture
def database_away(db: None, dead_port: int) -> Iterator[None]:
    """A connection of its own to a server that is not there, in the place of the test's."""
    real = connections["default"]
    away = real.copy()
    away.settings_dict = real.settings_dict | {"HOST": "127.0.0.1", "PORT": dead_port}
    connections["default"] = away
    yield
    connections["default"] = real
