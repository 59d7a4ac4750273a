"""Every question, asked by what its schema says, and by what it does not say: no answer is a 5xx,
and none differs from what is documented.

`FUZZ_EXAMPLES=200` hunts longer, with other examples each time.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from config.wsgi import application
from tests.catalog.films import make_film

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "15"))


schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A request begins and ends by closing a connection whose transaction is open: the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def _films(db: None, settings: Any) -> None:
    """With the names that the schema gives for examples."""
    settings.API_REQUESTS_PER_MINUTE = 0
    for year in (1995, 2015):
        make_film(
            "Toy Story",
            release_year=year,
            actors="Lawrence Makoare",
            directors="Tom Hanks",
            budget=30_000_000,
            revenue=373_554_033,
            vote_count=5_415,
            vote_average=7.7,
            popularity=21.9,
        )


@pytest.mark.usefixtures("_films", "_one_connection")
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_question_holds_to_its_schema(case: schemathesis.Case) -> None:
    # In process, nothing unpacks what is compressed.
    case.call_and_validate(headers={"Accept-Encoding": "identity"})
