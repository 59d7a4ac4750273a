"""The titles that compete for a request: all, or some of them, read by any encoder.

A search ranks the table of titles. To measure it on some titles only, or with vectors of another
encoder, this connection alone gets a temporary table of the same name, which Postgres finds first:
the search itself needs to know nothing of it, and the site goes on with the titles that it has.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg.sql import SQL, Identifier

from catalog.embeddings.encoder import load_encoder
from catalog.embeddings.queue import CHUNK_SIZE
from catalog.embeddings.refresh import embed_waiting
from catalog.models import Movie
from catalog.platforms import platforms
from catalog.querysets import MovieQuerySet

ALL = "all"
WITH_OVERVIEW = "overview"

# For the copy and its vector index; of each connection, and only until its first temporary table.
MEMORY = "512MB"

COPY = (
    "CREATE TEMPORARY TABLE {table} (LIKE {real} INCLUDING ALL EXCLUDING INDEXES)",
    "INSERT INTO {table} ({columns}) SELECT {columns} FROM {real} WHERE id = ANY(%(ids)s)",
    "ALTER TABLE {table} ADD PRIMARY KEY (id)",
    # What the site's own encoder has still to read, or could not, says nothing about another.
    "UPDATE {table} SET embedding_job_id = NULL, embedding_attempts = 0, embedding_error = ''"
    " WHERE embedding_job_id IS NOT NULL OR embedding_attempts > 0 OR embedding_error <> ''",
)

Progress = Callable[[int, int], None]
"""Titles read so far, and of how many."""


@dataclass(frozen=True, slots=True)
class Competitors:
    ids: frozenset[int]
    encoder: str
    """Name of the model whose vectors are compared; "" where none are."""
    platforms: frozenset[str]
    """That were named, or else all that titles come from."""
    embedded: int
    """How many of the titles have a vector of it."""


class NoCompetitors(Exception):
    """No title is left to compete."""


def chosen_titles(catalogue: Sequence[str]) -> MovieQuerySet:
    """Published titles: of platforms that are named, those with an overview, or all."""
    movies = Movie.objects.published()
    for name in catalogue:
        if name == WITH_OVERVIEW:
            movies = movies.exclude(description="")
        elif name != ALL:
            movies = movies.filter(pk__in=Movie.objects.filter(sources__platform=name).values("pk"))
    return movies


@contextmanager
def competing(
    catalogue: Sequence[str],
    *,
    encoder: str | None = "",
    on_progress: Progress = lambda done, of: None,
) -> Iterator[Competitors]:
    """Inside, searches find the titles of `catalogue` alone, as `chosen_titles` has it, by vectors
    of `encoder`: a folder, a model of the hub, or the name of one that comes with the site; "" is
    the site's own, and None says that nothing will be searched for by vectors.

    Raises NoCompetitors, and EncoderUnavailable for an encoder that is named and not here.
    """
    ids = frozenset(chosen_titles(catalogue).values_list("pk", flat=True))
    if not ids:
        raise NoCompetitors(f"no published title is of the catalogue {' '.join(catalogue)}")
    with _encoder_in_use(encoder or ""):
        model = "" if encoder is None else load_encoder().name
        is_read = not encoder or not Movie.objects.filter(pk__in=ids).outdated(model).exists()
        if set(catalogue) <= {ALL} and is_read:
            yield _facts(catalogue, ids, model)
            return
        with _copy_of_the_table(ids):
            if not is_read:
                _embed(sorted(ids), on_progress)
            _add_indexes()
            yield _facts(catalogue, ids, model)


@contextmanager
def _encoder_in_use(encoder: str) -> Iterator[None]:
    """For this process; `encoder` as in `competing`."""
    before = settings.CLIP_MODEL
    if encoder:
        bundled = Path(settings.BASE_DIR) / "catalog" / "embeddings" / Path(encoder).name
        is_bundled = encoder == bundled.name and (bundled / "config.json").is_file()
        settings.CLIP_MODEL = str(bundled) if is_bundled else encoder
    try:
        yield
    finally:
        settings.CLIP_MODEL = before


@contextmanager
def _copy_of_the_table(ids: Collection[int]) -> Iterator[None]:
    name = Movie._meta.db_table
    table = Identifier(name)
    columns = SQL(",").join(
        SQL("{}").format(Identifier(str(field.column)))
        for field in Movie._meta.concrete_fields
        if not field.generated
    )
    _allow_memory()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            names = {"table": table, "columns": columns}
            names["real"] = Identifier(cursor.fetchone()[0], name)
            for statement in COPY:
                cursor.execute(SQL(statement).format(**names), {"ids": list(ids)})
        yield
    finally:
        # Whatever went wrong, nobody after us may take the copy for the table.
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SQL("DROP TABLE IF EXISTS pg_temp.{table}").format(table=table))
            cursor.execute("RESET maintenance_work_mem")


def _allow_memory() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET maintenance_work_mem = '{MEMORY}'")
    # Postgres refuses this once a session has touched any temporary table.
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET temp_buffers = '{MEMORY}'")


def _add_indexes() -> None:
    """When the rows are there: the vector index of 45,000 is made in a third of the time."""
    with connection.schema_editor() as editor:
        for index in Movie._meta.indexes:
            editor.add_index(Movie, index)
    with connection.cursor() as cursor:
        cursor.execute(SQL("ANALYZE {table}").format(table=Identifier(Movie._meta.db_table)))


def _embed(ids: list[int], on_progress: Progress) -> None:
    """As the workers do, into the copy: what the site keeps of its own titles stays true."""
    for start in range(0, len(ids), CHUNK_SIZE):
        on_progress(start, len(ids))
        embed_waiting(ids[start : start + CHUNK_SIZE], job_id=None)
    on_progress(len(ids), len(ids))


def _facts(catalogue: Sequence[str], ids: frozenset[int], model: str) -> Competitors:
    embedded = Movie.objects.filter(pk__in=ids).embedded_by(model).count() if model else 0
    named = set(catalogue) - {ALL, WITH_OVERVIEW}
    return Competitors(
        ids=ids, encoder=model, platforms=frozenset(named or platforms()), embedded=embedded
    )
