"""A batch that is written while curators change what it is about."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from catalog.importers import batches, relations
from catalog.importers.batches import plan_batch, write_batch
from catalog.importers.earlier_hash import hash_before_records
from catalog.importers.netflix import parse_title
from catalog.importers.rows import RawRow
from catalog.importers.schema import ParsedRow
from catalog.merge import merge_titles
from catalog.models import Genre, Movie, Source
from catalog.records import CreditRecord, TitleRecord

pytestmark = pytest.mark.django_db(transaction=True)


def record(source_id: str, description: str) -> ParsedRow:
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

        def look_and_lose(rows, *, platform, unsaid):
            plan = plan_batch(rows, platform=platform, unsaid=unsaid)
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
    real, calls = relations.ids_by_name, []

    def look_up_and_lose(model, names):
        ids = real(model, names)
        calls.append(model)
        if len(calls) == 1:
            committed(lambda: Genre.objects.all().delete())
        return ids

    monkeypatch.setattr(relations, "ids_by_name", look_up_and_lose)
    write("first")
    assert Genre.objects.get().movies.count() == 2


def test_a_record_of_before_records_were_kept_leaves_a_curators_edit_alone():
    write("first")
    Movie.objects.update(description="What the curator wrote.")
    for row in Source.objects.all():
        said = TitleRecord.from_json(row.record)
        row.record, row.content_hash = {}, hash_before_records(said)
        row.save()
    result = write("first")
    assert (result.updated, result.unchanged) == ([], 2)
    assert set(Movie.objects.values_list("description", flat=True)) == {"What the curator wrote."}
    assert TitleRecord.from_json(source("s1").record).description == "first"
    assert source("s1").content_hash == record("s1", "first").record.content_hash()


def test_the_hash_of_before_records_were_kept_is_what_it_was():
    """Of a row that the version of then imported."""
    said = TitleRecord(
        source_id="s1",
        kind="film",
        title="Jaws",
        credits=(
            CreditRecord("Steven Spielberg", "director"),
            CreditRecord("Roy Scheider", "actor"),
        ),
        countries=("United States",),
        genres=("Thrillers",),
        date_added=date(2021, 9, 25),
        release_year=1975,
        age_rating="PG",
        minutes=124,
        description="A shark hunts.",
    )
    assert hash_before_records(said) == "1fbfd255dc85bf4175fc2e5ada77010f"
