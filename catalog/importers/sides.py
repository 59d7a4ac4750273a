"""The files beside a catalogue's own, each row of which says more of a title that is in there.

They are in no order that helps: their rows are put into a temporary database first, and taken from
it by id, so that memory stays flat. SQLite's, since rows are read in a thread that keeps away from
Postgres.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from catalog.importers.rejects import Reject
from catalog.importers.rows import BadRow, RawRow, read_rows
from catalog.importers.schema import Schema, SideFile

BATCH_SIZE = 500


class SideRows:
    """The rows of some side files, by id; `paths` by the files' names in the schema."""

    def __init__(self, schema: Schema, paths: Mapping[str, Path]) -> None:
        """Opens the files and reads their headers; raises UnreadableFile."""
        self._files: list[tuple[SideFile, Path, Iterator[RawRow | BadRow]]] = []
        for name, path in paths.items():
            side = schema.side_files[name]
            rows = read_rows(
                path, columns=side.columns, required=side.required, literals=side.literals
            )
            self._files.append((side, path, rows))
        # Its rows are read by one thread after another, never by two at once.
        self._database = sqlite3.connect("", check_same_thread=False)
        self._database.execute(
            "CREATE TABLE said (id TEXT, file INTEGER, line INTEGER, cells TEXT,"
            " PRIMARY KEY (id, file))"
        )

    def stage(self) -> Iterator[list[Reject]]:
        """Read the files; yields the rows that are of no use, in batches."""
        rejects: list[Reject] = []
        for number, (side, path, rows) in enumerate(self._files):
            for row in rows:
                if reject := self._keep(row, side, number):
                    rejects.append(reject.of_file(path.name))
                if len(rejects) == BATCH_SIZE:
                    yield rejects
                    rejects = []
        if rejects:
            yield rejects

    def _keep(self, row: RawRow | BadRow, side: SideFile, file: int) -> Reject | None:
        if isinstance(row, BadRow):
            return Reject(row.line, row.reason, row.raw)
        text = row.cells.pop(side.id_column)
        row_id = side.read_id(text)
        if not row_id:
            if not text and not side.needs_id:
                return None
            reason = _("%(column)s “%(id)s” is no number") if text else _("%(column)s is empty")
            reason %= {"column": side.id_column, "id": text[:60]}
            return Reject(row.line, reason, str(row.cells)[:500])
        said = json.dumps([row.cells, row.warnings], ensure_ascii=False)
        added = self._database.execute(
            "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?)", (row_id, file, row.line, said)
        )
        if added.rowcount:
            return None
        (line,) = self._database.execute(
            "SELECT line FROM said WHERE id = ? AND file = ?", (row_id, file)
        ).fetchone()
        reason = _("%(column)s %(id)s stands already in line %(line)s")
        where = {"column": side.id_column, "id": row_id, "line": line}
        return Reject(row.line, reason % where, str(row.cells)[:500])

    def joined_to(self, rows: Collection[RawRow], schema: Schema) -> list[RawRow]:
        """The rows of the catalogue's own file, with the cells of those that have their ids."""
        read_id = self._files[0][0].read_id
        ids = [read_id(row.cells.get(schema.id_column, "")) for row in rows]
        found: dict[str, list[tuple[dict[str, str], list[str]]]] = {}
        for row_id, said in self._database.execute(
            "SELECT id, cells FROM said WHERE id IN (SELECT value FROM json_each(?)) ORDER BY file",
            [json.dumps(ids)],
        ):
            found.setdefault(row_id, []).append(json.loads(said))
        joined = []
        for row, row_id in zip(rows, ids, strict=True):
            for cells, warnings in found.get(row_id, ()):
                row = RawRow(row.line, row.cells | cells, (*row.warnings, *warnings))
            joined.append(row)
        return joined

    def close(self) -> None:
        self._database.close()
