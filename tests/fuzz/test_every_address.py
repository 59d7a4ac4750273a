"""Garbage in every query parameter, form field, header and path: never a 5xx, never a hang.

`FUZZ_EXAMPLES=500` hunts longer, with other examples each time.
"""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import garbage
from tests.fuzz.addresses import Address, site_addresses
from tests.fuzz.bodies import form_bodies
from tests.fuzz.world import VISITORS, World

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "4"))

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
    # The world of a file outlives an example on purpose, and is the same for each.
    suppress_health_check=list(HealthCheck),
)

ADDRESSES = site_addresses()


def every_address(function: Any) -> Any:
    return pytest.mark.parametrize("address", ADDRESSES, ids=str)(function)


def test_the_pages_of_every_part_of_the_site_are_among_them():
    names = {address.name for address in ADDRESSES}
    assert {
        "catalog:search",
        "recommendations:toggle_favorite",
        "admin:catalog_movie_change",
        "account_login",
        "accounts:home",
        "healthz",
    } <= names


@every_address
@fuzzed
@given(data=st.data())
def test_garbage_in_the_address_and_the_headers(
    world: World, address: Address, data: st.DataObject
):
    who = data.draw(visitors(address))
    names = sorted({name for form in world.forms(who, address) for name in form.fields})
    response = world.ask(
        who,
        data.draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "DELETE"])),
        data.draw(paths(world, address)),
        query=data.draw(garbage.query_strings(names)),
        environ=data.draw(garbage.headers),
    )
    assert response.status_code < 500


@every_address
@fuzzed
@given(data=st.data())
def test_garbage_in_the_forms(world: World, address: Address, data: st.DataObject):
    who = data.draw(visitors(address))
    body, content_type = data.draw(form_bodies(world.forms(who, address)))
    response = world.ask(
        who,
        "POST",
        data.draw(paths(world, address)),
        query=data.draw(st.one_of(st.just(""), garbage.query_strings([]))),
        body=body,
        environ={**data.draw(garbage.headers), "CONTENT_TYPE": content_type},
    )
    assert response.status_code < 500


@settings(fuzzed, max_examples=10 * EXAMPLES)
@given(
    query=garbage.query_strings(
        [
            "q",
            "kind",
            "genre",
            "country",
            "age_rating",
            "year_from",
            "year_to",
            "everything",
            "sort",
        ]
    ),
    headers=garbage.headers,
)
def test_garbage_in_a_search(world: World, query: str, headers: dict[str, str]):
    assert world.ask("visitor", "GET", "/", query=query, environ=headers).status_code < 500


def visitors(address: Address) -> st.SearchStrategy[str]:
    """The admin has nothing to show to others."""
    return st.just("staff") if address.name.startswith("admin:") else st.sampled_from(VISITORS)


def paths(world: World, address: Address) -> st.SearchStrategy[str]:
    existing = world.existing(address)
    values = {
        name: st.one_of(
            st.just(value), st.just(value), st.sampled_from(garbage.NUMBERS), garbage.escaped
        )
        for name, value in existing.items()
    }
    return st.fixed_dictionaries(values).map(address.filled)
