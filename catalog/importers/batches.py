"""Writes parsed records to the catalogue, a batch a transaction.

A record is known by platform and id. It is written where its content differs from what it said
the last time, so a second run writes nothing, and a run that was killed is finished by the next.
What it says is kept apart, in its `Source`: a title with several records is composed of them.
"""

import dataclasses
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from catalog.composition import compose
from catalog.denormalise import keywords_text, people_text, terms_text
from catalog.importers.copying import copy_in, copy_rows
from catalog.importers.earlier_hash import hash_before_records
from catalog.importers.relations import (
    Pair,
    clear_relations,
    collections_by_name,
    write_relations,
)
from catalog.importers.schema import ParsedRow
from catalog.locks import hold_in_transaction
from catalog.models import Movie, Source
from catalog.records import TitleRecord, hash_of

BATCH_SIZE = 500
ATTEMPTS = 5

# What a record says of the title itself, in the columns of Movie.
COPIED_FIELDS = (
    "kind",
    "title",
    "description",
    "original_title",
    "original_language",
    "tagline",
    "release_year",
    "date_added",
    "age_rating",
    "minutes",
    "seasons",
    "status",
    "is_adult",
    "imdb_id",
    "movielens_id",
)
DERIVED_FIELDS = (
    "title_key",
    "original_title_key",
    "slug",
    "text_hash",
    "people_text",
    "terms_text",
    "keywords_text",
)


@dataclass(slots=True)
class BatchResult:
    created: list[int] = field(default_factory=list)  # ids of titles
    updated: list[int] = field(default_factory=list)
    unchanged: int = 0

    @property
    def written(self) -> list[int]:
        return self.created + self.updated


@dataclass(slots=True)
class PlannedBatch:
    """What an import would do with some records; nothing of it is written yet."""

    new: list[TitleRecord] = field(default_factory=list)
    changed: list[tuple[TitleRecord, Source]] = field(default_factory=list)
    unchanged: int = 0
    unkept: list[tuple[TitleRecord, Source]] = field(default_factory=list)
    """Those of the unchanged that stand in no `Source.record` yet."""


def plan_batch(
    rows: Iterable[ParsedRow], *, platform: str, unsaid: Collection[str] = ()
) -> PlannedBatch:
    """Compare records, no two of one id, with what the platform's records said before.

    `unsaid` are the fields that stand in files which this import was not given: a record that has
    nothing in them says there what it said before.
    """
    by_id = {row.record.source_id: row.record for row in rows}
    sources = Source.objects.filter(platform=platform, source_id__in=by_id).select_related("movie")
    heavy = ["movie__embedding", "movie__search_document", *([] if unsaid else ["record"])]
    known = {source.source_id: source for source in sources.defer(*heavy)}
    plan = PlannedBatch()
    for source_id, record in by_id.items():
        source = known.get(source_id)
        if source is None:
            plan.new.append(record)
            continue
        if unsaid and source.record:
            record = _completed(record, TitleRecord.from_json(source.record), unsaid)
        if source.content_hash == record.content_hash():
            plan.unchanged += 1
        elif source.content_hash == hash_before_records(record):
            plan.unchanged += 1
            plan.unkept.append((record, source))
        else:
            plan.changed.append((record, source))
    return plan


def _completed(record: TitleRecord, before: TitleRecord, unsaid: Collection[str]) -> TitleRecord:
    silent = [name for name in unsaid if not getattr(record, name)]
    return dataclasses.replace(record, **{name: getattr(before, name) for name in silent})


def write_batch(
    rows: Sequence[ParsedRow], *, platform: str, unsaid: Collection[str] = ()
) -> BatchResult:
    """Create and update titles with their terms, credits, figures and sources, all or none."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _write(rows, platform=platform, unsaid=unsaid)
        except (IntegrityError, OperationalError) as error:
            # A curator has merged or deleted a title, or a genre, between our look at it and our
            # writing, or has waited for us as we did for him: another look sees that.
            is_passing = isinstance(error, IntegrityError) or isinstance(
                error.__cause__, DeadlockDetected
            )
            if attempt == ATTEMPTS or not is_passing:
                raise
    raise AssertionError("unreachable")


class _GoneMeanwhile(IntegrityError):
    pass


@transaction.atomic
def _write(rows: Sequence[ParsedRow], *, platform: str, unsaid: Collection[str]) -> BatchResult:
    # One batch at a time, of whatever platform: two could want the same people in another order.
    hold_in_transaction("import batch")
    plan = plan_batch(rows, platform=platform, unsaid=unsaid)
    changed = _composed(plan.changed)
    collections = collections_by_name([*plan.new, *(record for record, _ in changed)])
    new = [(record, _filled(Movie(), record, collections)) for record in plan.new]
    copy_in([movie for _, movie in new])
    copy_rows(Source, _SOURCE, (_source_row(record, movie, platform) for record, movie in new))
    _update(changed, collections)
    _keep([*plan.changed, *plan.unkept])
    write_relations([*new, *changed])
    connection.check_constraints()  # now, and not at the end of the caller's transaction
    return BatchResult(
        created=[movie.pk for _, movie in new],
        updated=[source.movie_id for _, source in plan.changed],
        unchanged=plan.unchanged,
    )


def _composed(changed: Sequence[tuple[TitleRecord, Source]]) -> list[Pair]:
    """Each title that is to be changed, locked, with what all of its records say together."""
    if not changed:
        return []
    said = {source.pk: record for record, source in changed}
    movies = {source.movie_id: source.movie for _, source in changed}
    # In the order of the ids, as the workers do: any other order could deadlock with theirs.
    locked = len(Movie.objects.filter(pk__in=movies).locked().values_list("pk"))
    records: dict[int, list[TitleRecord]] = {pk: [] for pk in movies}
    for source in Source.objects.filter(movie__in=movies).order_by("pk"):
        if record := said.pop(source.pk, None):
            records[source.movie_id].append(record)
        elif source.record:  # one of before records were kept is silent until its next import
            records[source.movie_id].append(TitleRecord.from_json(source.record))
    if said or locked < len(movies):
        raise _GoneMeanwhile
    return [(compose(records[pk]), movie) for pk, movie in movies.items()]


def _keep(said: Sequence[tuple[TitleRecord, Source]]) -> None:
    for record, source in said:
        source.date_added, source.record = record.date_added, record.to_json()
        source.content_hash = record.content_hash()
    Source.objects.bulk_update(
        [source for _, source in said], ["date_added", "content_hash", "record"], batch_size=100
    )


def _update(pairs: Sequence[Pair], collections: dict[str, int]) -> None:
    renewed = []
    for record, movie in pairs:
        old_text = movie.text_hash
        _filled(movie, record, collections)
        if movie.text_hash != old_text:
            renewed.append(movie.pk)
    movies = [movie for _, movie in pairs]
    Movie.objects.bulk_update(
        movies, [*COPIED_FIELDS, "collection", *DERIVED_FIELDS, "updated_at"], batch_size=100
    )
    # A text that is new has not failed yet.
    Movie.objects.filter(pk__in=renewed).update(embedding_error="", embedding_attempts=0)
    if movies:
        clear_relations(movies)


def _filled(movie: Movie, record: TitleRecord, collections: dict[str, int]) -> Movie:
    for name in COPIED_FIELDS:
        setattr(movie, name, getattr(record, name))
    movie.collection_id = collections.get(record.collection)
    movie.people_text = people_text(credit.name for credit in record.credits)
    movie.terms_text = terms_text(record.genres, record.countries)
    movie.keywords_text = keywords_text(record.keywords)
    movie.derive_fields()
    movie.updated_at = timezone.now()
    movie.created_at = movie.created_at or movie.updated_at
    return movie


_SOURCE = ("movie_id", "platform", "source_id", "date_added", "content_hash", "record")


def _source_row(record: TitleRecord, movie: Movie, platform: str) -> tuple[Any, ...]:
    said = record.to_text()
    return movie.pk, platform, record.source_id, record.date_added, hash_of(said), said
