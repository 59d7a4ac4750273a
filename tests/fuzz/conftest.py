from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.fuzz.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for all tests of a file, each of whose requests is undone; then gone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    """What stands behind rate limits and the second factor is to be reached."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.API_REQUESTS_PER_MINUTE = 0
    settings.REQUIRE_STAFF_MFA = False
