"""The frozen requests that rule a film out, asked of Netflix' own catalogue: those of the sample
are asked with all its others, in tests/test_search_quality.py."""

from collections.abc import Mapping

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from catalog.embeddings.refresh import embed_chunk
from catalog.evaluation.requests import Gold, JudgedRequest, read_requests
from catalog.models import Source
from catalog.search import Filters, search_titles
from catalog.search.lexemes import count_lexemes
from tests.catalog.search.test_frozen_queries import NETFLIX, QUERIES

REQUESTS = [
    request
    for request in read_requests(QUERIES)
    if request.request_class == "not_the_one" and request.catalogue == "netflix"
]
SHOWN = 10

# Of the 8,807 titles those are embedded that words find for one of the requests: reading all of
# them would take minutes. What meaning alone would find besides can only push a film back.
FOUND_BY_WORDS = 20

pytestmark = pytest.mark.django_db

Asked = list[tuple[JudgedRequest, set[int], list[int], list[int]]]


@pytest.fixture(scope="module")
def asked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Asked:
    """Each request, the films that it rules out, the first ten for it, and the first ten if it is
    understood as if it ruled out nothing."""
    if not NETFLIX.exists():
        pytest.skip("../shared has no netflix")
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        call_command("import_netflix", str(NETFLIX), "--no-embed")
        count_lexemes()
        ids = dict(Source.objects.filter(platform="netflix").values_list("source_id", "movie_id"))
        named = {ids[gold.show_id] for one in REQUESTS for gold in (*one.gold, *one.unwanted)}
        by_words = {
            hit.movie_id
            for request in REQUESTS
            for hit in search_titles(
                request.texts["query"], Filters(), mode="words", is_kept=False
            ).hits[:FOUND_BY_WORDS]
        }
        embed_chunk(named | by_words, job_id=None)
        answers = [
            (
                request,
                films(request.unwanted, ids),
                first(request, frozenset()),
                first(request, frozenset({"unlike"})),
            )
            for request in REQUESTS
        ]
        transaction.set_rollback(True)
    cache.clear()
    return answers


def films(named: tuple[Gold, ...], ids: Mapping[str, int]) -> set[int]:
    return {ids[gold.show_id] for gold in named}


def first(request: JudgedRequest, ignored: frozenset[str]) -> list[int]:
    ranking = search_titles(request.texts["query"], Filters(), ignored=ignored, is_kept=False)
    return [hit.movie_id for hit in ranking.hits[:SHOWN]]


def test_with_those_of_the_sample_they_are_thirty():
    of_the_sample = [
        request
        for request in read_requests(QUERIES)
        if request.request_class == "not_the_one" and request.catalogue == "sample"
    ]
    assert len(REQUESTS) + len(of_the_sample) >= 30


def test_no_film_that_a_request_rules_out_is_among_the_first_ten(asked: Asked):
    shown = [
        request.texts["query"] for request, unwanted, found, _ in asked if unwanted & set(found)
    ]
    assert shown == []
    assert all(found for _, _, found, _ in asked)


def test_the_film_would_be_there_for_most_of_them_if_nothing_were_ruled_out(asked: Asked):
    assert sum(bool(unwanted & set(otherwise)) for _, unwanted, _, otherwise in asked) > 6
