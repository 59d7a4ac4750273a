"""Search may not get worse: what it finds in the sample catalogue, against what it once found.

After a change that is meant to move the figures, write them anew, and commit them by themselves:
`WRITE_SEARCH_QUALITY=1 make test ARGS=tests/test_search_quality.py`.
"""

import json
import os
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from catalog.embeddings.refresh import embed_chunk
from catalog.evaluation.evaluate import Evaluation, evaluate
from catalog.evaluation.report import SHOWN
from catalog.models import Movie
from catalog.search.lexemes import count_lexemes
from tests.conftest import REPOSITORY

QUERIES = REPOSITORY / "tests" / "search_queries.jsonl"
STORED = REPOSITORY / "tests" / "search_quality.json"
SAMPLE = settings.BASE_DIR / "catalog" / "sample" / "netflix_titles.csv"
FIGURE = "ndcg@10"
TOLERANCE = 0.01

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def classes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """The figures of each class of request, asked of the sample; for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_netflix", str(SAMPLE), "--platform", "sample", "--no-embed")
        embed_chunk(Movie.objects.values_list("pk", flat=True), job_id=None)
        _count_as_a_site_does()
        report = evaluate(
            Evaluation(QUERIES, mode="fused"), on_progress=lambda what, done, of: None
        )
        transaction.set_rollback(True)
    figures: dict[str, Any] = report["results"]["query"]["fused"]["classes"]
    return figures


def _count_as_a_site_does() -> None:
    """What weights words, of these titles alone: counts of earlier tests' titles may be there."""
    cache.clear()
    count_lexemes()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalog_movie")


def test_no_class_of_request_finds_less_than_it_did(classes: dict[str, Any]):
    found = {name: scores[FIGURE]["mean"] for name, scores in sorted(classes.items())}
    if os.environ.get("WRITE_SEARCH_QUALITY"):
        STORED.write_text(json.dumps(found, indent=2) + "\n")
    stored = json.loads(STORED.read_text())
    assert found.keys() == stored.keys(), "the queries have other classes than the stored figures"
    worse = {
        name: f"{found[name]:.3f}, was {before:.3f}"
        for name, before in stored.items()
        if found[name] < before - TOLERANCE
    }
    assert worse == {}


def test_no_film_that_a_request_rules_out_is_among_the_first_ten(classes: dict[str, Any]):
    ruled_out = classes["not_the_one"][SHOWN]
    assert ruled_out["requests"] >= 20
    assert ruled_out["share"] == 0
