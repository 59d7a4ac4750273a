"""The records of an import's files: parsed or rejected, in batches, no id twice."""

from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from catalog.importers.ahead import read_ahead
from catalog.importers.batches import BATCH_SIZE
from catalog.importers.files import ImportFiles
from catalog.importers.rejects import Reject
from catalog.importers.rows import BadRow, RawRow, read_rows
from catalog.importers.schema import ParsedRow, RejectedRow, Schema
from catalog.importers.sides import SideRows

Item = ParsedRow | Reject


def read_batches(files: ImportFiles, *, limit: int | None) -> Generator[list[Item], None, None]:
    """Parsed rows in batches, each read while the one before it is in use; the rejects of the side
    files come first. The files are opened, and their headers read, at the call."""
    schema = files.schema
    rows = read_rows(
        files.path, columns=schema.columns, required=schema.required, literals=schema.literals
    )
    side_rows = SideRows(schema, files.beside) if files.beside else None

    def generate() -> Iterator[list[Item]]:
        if side_rows:
            for rejects in side_rows.stage():
                yield [*rejects]
        wanted = islice(rows, limit)
        while batch := list(islice(wanted, BATCH_SIZE)):
            if side_rows:
                batch = _joined(batch, side_rows, schema)
            yield [_parsed(row, schema) for row in batch]

    return read_ahead(generate())


def _joined(
    batch: list[RawRow | BadRow], side_rows: SideRows, schema: Schema
) -> list[RawRow | BadRow]:
    joined = iter(side_rows.joined_to([row for row in batch if isinstance(row, RawRow)], schema))
    return [next(joined) if isinstance(row, RawRow) else row for row in batch]


def _parsed(row: RawRow | BadRow, schema: Schema) -> Item:
    if isinstance(row, BadRow):
        return Reject(row.line, row.reason, row.raw)
    try:
        return schema.parse(row)
    except RejectedRow as error:
        return Reject(row.line, str(error), str(row.cells)[:500])


class SeenIds:
    """The ids that one run has met, kept in Postgres: memory stays flat over any number of rows."""

    def __init__(self) -> None:
        self.close()  # what a run on this connection left that could not
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE import_seen (source_id text PRIMARY KEY, line integer)"
            )

    def close(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.import_seen")

    def first_lines(self, lines: dict[str, int]) -> dict[str, int]:
        """Line at which each of these ids was met first, in this batch or in an earlier one."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO import_seen SELECT * FROM unnest(%s::text[], %s::integer[])
                ON CONFLICT DO NOTHING
                """,
                [list(lines), list(lines.values())],
            )
            cursor.execute(
                "SELECT source_id, line FROM import_seen WHERE source_id = ANY(%s)", [list(lines)]
            )
            return dict(cursor.fetchall())


def without_repeats(
    batch: list[Item], seen: SeenIds, *, id_column: str
) -> tuple[list[ParsedRow], list[Reject]]:
    """Rows whose id stands here for the first time, and the rejects with the others added."""
    rejects = [item for item in batch if isinstance(item, Reject)]
    rows = [item for item in batch if not isinstance(item, Reject)]
    first = seen.first_lines({row.record.source_id: row.line for row in reversed(rows)})
    taken = []
    for row in rows:
        line = first[row.record.source_id]
        if line == row.line:
            taken.append(row)
        else:
            reason = _("%(column)s %(id)s stands already in line %(line)s")
            where = {"column": id_column, "id": row.record.source_id, "line": line}
            rejects.append(Reject(row.line, reason % where, row.record.title))
    return taken, sorted(rejects, key=lambda reject: reject.line)


def estimated_rows(path: Path) -> int:
    """Number of line ends in the file: the rows and, where cells have line breaks, some more."""
    count = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            count += block.count(b"\n") or block.count(b"\r")
    return count


def first_reject(files: ImportFiles, *, limit: int | None) -> Reject | None:
    """The first row that an import of the files would reject; writes nothing."""
    for batch in read_batches(files, limit=limit):
        for item in batch:
            if isinstance(item, Reject):
                return item
    return None
