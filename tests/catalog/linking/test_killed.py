"""A run whose process dies in the middle."""

import subprocess
import sys
from collections import Counter

import pytest

from catalog.linking import link_sources, run
from catalog.models import Job, Movie, Source, SourcePair
from tests.catalog.records import film, imported
from tests.conftest import REPOSITORY

DIES_IN_THE_THIRD_BATCH = """
import os
import django
django.setup()
from catalog.linking import link_sources, run
run.BATCH_SIZE = 1
join, calls = run.join_titles, []
def join_or_die(batch):
    calls.append(batch)
    joined = join(batch)
    if len(calls) == 3:
        os._exit(9)  # before the commit
    return joined
run.join_titles = join_or_die
link_sources(embed=False)
"""


def import_pairs(count: int) -> None:
    for number in range(count):
        for platform in ("netflix", "tmdb"):
            imported(film(f"Film number {number}", directors="Ada"), platform)


@pytest.mark.django_db(transaction=True)
def test_has_joined_whole_pairs_and_the_next_joins_the_others(
    served_environment: dict[str, str],
):
    import_pairs(5)
    died = subprocess.run(
        [sys.executable, "-c", DIES_IN_THE_THIRD_BATCH],
        cwd=REPOSITORY,
        env=served_environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert died.returncode == 9, died.stderr.decode()
    assert Movie.objects.count() == 8
    assert SourcePair.objects.count() == 2
    assert Job.objects.get().status == Job.Status.RUNNING

    assert link_sources(embed=False).counts()["joined"] == 3
    records = Counter(Source.objects.values_list("movie_id", flat=True))
    assert set(records.values()) == {2}
    statuses = Job.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [Job.Status.FAILED, Job.Status.SUCCEEDED]


@pytest.mark.django_db
def test_that_fails_says_why_in_its_job(monkeypatch: pytest.MonkeyPatch):
    import_pairs(2)

    def fail(batch: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(run, "join_titles", fail)
    with pytest.raises(RuntimeError):
        link_sources(embed=False)
    job = Job.objects.get()
    assert (job.status, job.error) == (Job.Status.FAILED, "the disk is full")
    assert Movie.objects.count() == 4
