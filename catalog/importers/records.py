"""The records of an import's file: parsed or rejected, in batches, no id twice."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from catalog.importers.batches import BATCH_SIZE
from catalog.importers.netflix import COLUMNS, REQUIRED, ParsedTitle, RejectedRow, parse_title
from catalog.importers.rejects import Reject
from catalog.importers.rows import BadRow, read_rows

Item = tuple[int, ParsedTitle] | Reject


def read_batches(path: Path, *, limit: int | None) -> Iterator[list[Item]]:
    """Parsed rows in batches; the file is opened, and its header read, at the call."""
    rows = read_rows(path, columns=COLUMNS, required=REQUIRED)

    def generate() -> Iterator[list[Item]]:
        batch: list[Item] = []
        for number, row in enumerate(rows):
            if limit is not None and number >= limit:
                break
            if isinstance(row, BadRow):
                batch.append(Reject(row.line, row.reason, row.raw))
            else:
                try:
                    batch.append((row.line, parse_title(row)))
                except RejectedRow as error:
                    batch.append(Reject(row.line, str(error), str(row.cells)[:500]))
            if len(batch) == BATCH_SIZE:
                yield batch
                batch = []
        if batch:
            yield batch

    return generate()


class SeenIds:
    """The ids that one run has met, kept in Postgres: memory stays flat over any number of rows."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.import_seen")
            cursor.execute(
                "CREATE TEMPORARY TABLE import_seen (source_id text PRIMARY KEY, line integer)"
            )

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


def without_repeats(batch: list[Item], seen: SeenIds) -> tuple[list[ParsedTitle], list[Reject]]:
    """Titles whose id stands here for the first time, and the rejects with the others added."""
    rejects = [item for item in batch if isinstance(item, Reject)]
    rows = [item for item in batch if not isinstance(item, Reject)]
    first = seen.first_lines({title.source_id: line for line, title in reversed(rows)})
    titles = []
    for line, title in rows:
        if first[title.source_id] == line:
            titles.append(title)
        else:
            reason = _("show_id %(id)s stands already in line %(line)s")
            where = {"id": title.source_id, "line": first[title.source_id]}
            rejects.append(Reject(line, reason % where, title.title))
    return titles, sorted(rejects, key=lambda reject: reject.line)


def estimated_rows(path: Path) -> int:
    """Number of line ends in the file: the rows and, where cells have line breaks, some more."""
    count = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            count += block.count(b"\n") or block.count(b"\r")
    return count


def first_reject(path: Path, *, limit: int | None) -> Reject | None:
    """The first row that an import of the file would reject; writes nothing."""
    for batch in read_batches(path, limit=limit):
        for item in batch:
            if isinstance(item, Reject):
                return item
    return None
