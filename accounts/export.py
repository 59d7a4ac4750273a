"""A user's data as one file: JSON with everything, or a zip with one CSV a table.

Both are generators of bytes, and hold a chunk of rows at a time.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from accounts.belongings import Record, account_record, belongings
from accounts.models import User

# A spreadsheet runs a cell that begins with one of these as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def json_export(user: User) -> Iterator[bytes]:
    """One object: the account, and a list for each kind of row."""
    yield b'{\n"account": ' + _json(account_record(user))
    for table in belongings(user):
        yield b",\n" + _json(table.name) + b": ["
        for number, record in enumerate(table.records()):
            yield (b",\n  " if number else b"\n  ") + _json(record)
        yield b"\n]"
    yield b"\n}\n"


def csv_export(user: User) -> Iterator[bytes]:
    """A zip that is written without seeking back, so that nothing waits for its end."""
    written = _Written()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        tables: list[tuple[str, Iterable[Record]]] = [("account", [account_record(user)])]
        tables += [(table.name, table.records()) for table in belongings(user)]
        for name, records in tables:
            with archive.open(f"{name}.csv", "w") as entry:
                for line in _csv_lines(records):
                    entry.write(line)
                    yield from written.taken()
    yield from written.taken()


FORMATS: dict[str, tuple[Callable[[User], Iterator[bytes]], str, str]] = {
    # Name: how it is written, its type, the ending of the file.
    "json": (json_export, "application/json", "json"),
    "csv": (csv_export, "application/zip", "zip"),
}


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def _csv_lines(records: Iterable[Record]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for number, record in enumerate(records):
        cells = dict(_cells(record))
        if number == 0:
            writer.writerow(cells)
        writer.writerow(cells.values())
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _cells(record: Record) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, list):
            yield name, safe_cell("; ".join(value))
        elif isinstance(value, dict):
            yield f"{name}_id", value["id"]
            yield name, safe_cell(value["name"])
        else:
            yield name, safe_cell(value)


def safe_cell(value: Any) -> Any:
    """The value, or where it is a text that a spreadsheet would run, with an apostrophe before it,
    which says that it is a text."""
    is_formula = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    return f"'{value}" if is_formula else value


class _Written(io.RawIOBase):
    """What zipfile has written since it was last taken; cannot seek."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def taken(self) -> list[bytes]:
        parts, self._parts = self._parts, []
        return parts
