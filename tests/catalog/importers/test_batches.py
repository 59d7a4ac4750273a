"""A batch that is written while curators change what it is about."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from catalog.importers import batches
from catalog.importers.batches import plan_batch, write_batch
from catalog.importers.netflix import ParsedTitle, parse_title
from catalog.importers.rows import RawRow
from catalog.merge import merge_titles
from catalog.models import Genre, Movie, Source

pytestmark = pytest.mark.django_db(transaction=True)


def record(source_id: str, description: str) -> ParsedTitle:
    cells = {
        "show_id": source_id,
        "title": f"Title {source_id}",
        "type": "Movie",
        "listed_in": "Horror",
        "description": description,
    }
    return parse_title(RawRow(2, cells))


def committed(act: Callable[[], object]) -> None:
    """As another process does it."""

    def act_and_leave() -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(act_and_leave).result()


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Have something happen after the importer has looked at a batch, and before it writes."""

    def arrange(act: Callable[[], object]) -> None:
        looks = []

        def look_and_lose(titles, *, platform):
            plan = plan_batch(titles, platform=platform)
            looks.append(plan)
            if len(looks) == 1:
                committed(act)
            return plan

        monkeypatch.setattr(batches, "plan_batch", look_and_lose)

    return arrange


def write(description: str) -> batches.BatchResult:
    return write_batch([record("s1", description), record("s2", description)], platform="netflix")


def source(source_id: str) -> Source:
    return Source.objects.get(source_id=source_id)


def test_a_title_that_is_merged_meanwhile_is_updated_where_it_went(between):
    write("first")
    kept, merged = source("s1").movie_id, source("s2").movie_id
    between(lambda: merge_titles(keep_id=kept, merge_id=merged))
    write("second")
    assert Movie.objects.get().description == "second"
    assert source("s2").movie_id == kept


def test_a_title_that_is_deleted_meanwhile_is_made_again(between):
    write("first")
    between(lambda: Movie.objects.get(sources__source_id="s2").delete())
    result = write("second")
    assert (len(result.created), len(result.updated)) == (1, 1)
    assert set(Movie.objects.values_list("description", flat=True)) == {"second"}


def test_a_genre_that_is_deleted_meanwhile_is_made_again(monkeypatch: pytest.MonkeyPatch):
    Genre.objects.create(name="Horror")
    real, calls = batches._ids_by_name, []

    def look_up_and_lose(model, names):
        ids = real(model, names)
        calls.append(model)
        if len(calls) == 1:
            committed(lambda: Genre.objects.all().delete())
        return ids

    monkeypatch.setattr(batches, "_ids_by_name", look_up_and_lose)
    write("first")
    assert Genre.objects.get().movies.count() == 2
