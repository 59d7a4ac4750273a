"""`manage.py link_sources`."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import connection

from catalog.models import Movie
from tests.catalog.records import film, imported
from tests.conftest import REPOSITORY


def two_films() -> None:
    """One that is certain, one that is a curator's."""
    for platform in ("netflix", "tmdb"):
        imported(film("Home", 2015, directors="Tim Johnson", cast="Ada, Bea, Cleo, Dora"), platform)
    imported(film("Elena", 2012, directors="Petra Costa", minutes=81), "netflix")
    imported(film("Elena", 2011, directors="Andrey Zvyagintsev"), "tmdb")


@pytest.mark.django_db
class TestCommand:
    def test_joins_and_ends_with_counts(self, manage: Callable[..., str]):
        two_films()
        out = manage("link_sources")
        assert Movie.objects.count() == 3
        counts = "1 joined, 1 to be decided, 1 of them new, 0 without a record"
        assert out.splitlines()[-1].startswith(counts)

    def test_shows_both_records_of_a_pair_that_is_to_be_decided(self, manage: Callable[..., str]):
        two_films()
        out = manage("link_sources")
        assert "to be decided (the directors differ):" in out
        assert "netflix Elena 2012: Elena (2012); by Petra Costa; no cast; 81 min" in out
        assert "tmdb Elena 2011: Elena (2011); by Andrey Zvyagintsev; no cast" in out

    def test_shows_what_a_dry_run_would_join_and_writes_nothing(self, manage: Callable[..., str]):
        two_films()
        out = manage("link_sources", "--dry-run")
        assert "would be joined" in out
        assert "by Tim Johnson; with Ada, Bea, Cleo and 1 more" in out
        assert "nothing written; would be: 1 joined, 1 to be decided" in out
        assert Movie.objects.count() == 4

    def test_of_an_empty_catalogue_says_that_there_was_nothing(self, manage: Callable[..., str]):
        assert manage("link_sources").startswith("0 joined, 0 to be decided")

    def test_says_what_has_to_be_imported_again(self, manage: Callable[..., str]):
        source = imported(film("Home"), "netflix")
        type(source).objects.update(record={})
        assert "1 records are from before" in manage("link_sources")


@pytest.mark.django_db(transaction=True)
def test_a_second_run_beside_the_first_is_refused(served_environment: dict[str, str]):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('link sources'))")
        done = subprocess.run(
            [sys.executable, "manage.py", "link_sources"],
            cwd=REPOSITORY,
            env=served_environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        cursor.execute("SELECT pg_advisory_unlock(hashtext('link sources'))")
    assert done.returncode == 1
    assert "another run is joining records" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
