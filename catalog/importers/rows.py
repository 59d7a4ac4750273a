"""The rows of a CSV file, whoever exported it: any size, separator, encoding and line end."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importers.cells import clean_text, describe_damage
from catalog.importers.lines import RecordLines
from catalog.importers.textfile import UnreadableFile, open_text
from catalog.spreadsheets import undefused

__all__ = ["BadRow", "RawRow", "UnreadableFile", "find_columns", "read_rows"]

SEPARATORS = (",", ";", "\t", "|")
RAW_SHOWN = 500

_EXPLAINED = {
    "field larger": gettext_lazy("a cell is longer than %(most)s characters"),
    "expected after": gettext_lazy("a quote is not closed, or one inside a cell is not doubled"),
    "unexpected end": gettext_lazy("a quote is never closed"),
}


@dataclass(frozen=True, slots=True)
class RawRow:
    """`line` is the physical line where the record starts, counted from 1; `cells` are clean and
    keyed by canonical column."""

    line: int
    cells: dict[str, str]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be read, and the beginning of its text."""

    line: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class _Header:
    separator: str
    names: list[str]
    """As in the file, cleaned; "" for a column without a name."""
    positions: dict[str, list[int]]
    """Canonical column to where it stands; several places where its name is repeated."""
    width: int
    """Cells up to the last named column: what stands behind it must be blank."""


def read_rows(
    path: Path,
    *,
    columns: Mapping[str, str],
    required: Collection[str],
    literals: Collection[str] = (),
) -> Iterator[RawRow | BadRow]:
    """Open `path` and stream its records; the file is never in memory as a whole.

    `columns` maps each accepted spelling of a header, in lower case with underscores for blanks,
    to the canonical name; cells of `literals` stay as they are. Blank rows are passed over. Raises
    `UnreadableFile` at the call, before any row, if this is no CSV text or its header lacks one of
    the `required` canonical names.
    """
    file = open_text(path)
    try:
        lines = RecordLines(file)
        header = _read_header(lines, path, columns)
        missing = [name for name in required if name not in header.positions]
        if missing:
            found = ", ".join(filter(None, header.names))
            found = found if len(found) <= 300 else f"{found[:300]}…"
            reason = _("no column %(missing)s; found: %(found)s")
            names = {"missing": ", ".join(missing), "found": found}
            raise UnreadableFile(path, reason % names)
    except BaseException:
        file.close()
        raise
    return _records(file, lines, header, frozenset(literals))


def find_columns(path: Path, *, columns: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The canonical names that the header of a file gives, and those of its names that say nothing.

    Raises `UnreadableFile`.
    """
    with open_text(path) as file:
        header = _read_header(RecordLines(file), path, columns)
    told = {position for positions in header.positions.values() for position in positions}
    ignored = [name for i, name in enumerate(header.names) if name and i not in told]
    return list(header.positions), ignored


def _read_header(lines: RecordLines, path: Path, columns: Mapping[str, str]) -> _Header:
    try:
        for line in lines:
            # Excel may put `sep=;` before the header.
            if clean_text(line) and not line.startswith("sep="):
                # The separator is the one that makes most names known: data may hold any of them.
                headers = (_parse_header(line, separator, columns) for separator in SEPARATORS)
                return max(headers, key=lambda header: (len(header.positions), len(header.names)))
            lines.begin()
    except csv.Error:
        raise UnreadableFile(path, _("the first line is too long to be a header")) from None
    raise UnreadableFile(path, _("the file is empty"))


def _parse_header(line: str, separator: str, columns: Mapping[str, str]) -> _Header:
    try:
        cells = next(csv.reader([line], delimiter=separator))
    except csv.Error:
        cells = [line]
    names = [clean_text(clean_text(cell).strip("'\"")) for cell in cells]
    spellings = [re.sub(r"[\s_-]+", "_", name.lower()) for name in names]
    positions: dict[str, list[int]] = {}
    # `id` beside `show_id`: columns that bear their canonical name are asked first.
    for position in sorted(
        range(len(spellings)), key=lambda i: columns.get(spellings[i]) != spellings[i]
    ):
        if canonical := columns.get(spellings[position]):
            positions.setdefault(canonical, []).append(position)
    width = max((position for position, name in enumerate(names, start=1) if name), default=0)
    return _Header(separator, names, positions, width)


def _records(
    file: TextIO, lines: RecordLines, header: _Header, literals: Collection[str]
) -> Iterator[RawRow | BadRow]:
    with file:
        reader = csv.reader(lines, delimiter=header.separator, strict=True)
        while True:
            lines.begin()
            start = lines.number + 1
            notes: tuple[str, ...] = ()
            try:
                cells = next(reader)
                problem = _problem(cells, lines.taken, header)
            except StopIteration:
                return
            except csv.Error as error:
                cells, problem = _second_try(lines.taken, header, error)
                notes = ("a quote inside a cell is not doubled",)
            if problem:
                lines.hand_back_all_but_first()
                yield BadRow(start, problem, lines.taken[0][:RAW_SHOWN].rstrip("\r\n"))
                continue
            row = _raw_row(start, cells, header, literals, notes)
            if any(row.cells.values()):
                yield row


def _problem(cells: list[str], taken: list[str], header: _Header) -> str:
    if any("\0" in line for line in taken):
        return _("the row has NUL bytes")
    if not any(cell.strip() for cell in cells):
        return ""
    if len(cells) < header.width or any(cell.strip() for cell in cells[header.width :]):
        reason = _("the row has %(cells)s cells, the header %(header)s")
        return reason % {"cells": len(cells), "header": header.width}
    return ""


def _second_try(taken: list[str], header: _Header, error: csv.Error) -> tuple[list[str], str]:
    """The cells of a single line such as `1,"He said "no"",2020`, if their number is right."""
    message = str(error)
    if "expected after" in message and len(taken) == 1:
        cells = next(csv.reader(taken, delimiter=header.separator))
        if not _problem(cells, taken, header):
            return cells, ""
    most = number_format(csv.field_size_limit(), force_grouping=True)
    explained = (text % {"most": most} for part, text in _EXPLAINED.items() if part in message)
    return [], next(explained, message)


def _raw_row(
    line: int, cells: list[str], header: _Header, literals: Collection[str], notes: tuple[str, ...]
) -> RawRow:
    cleaned: dict[str, str] = {}
    warnings = list(notes)
    for name, positions in header.positions.items():
        cleaned[name] = ""
        for position in positions:
            raw = cells[position] if position < len(cells) else ""
            if name in literals:
                cleaned[name] = raw.strip()
                break
            if text := clean_text(raw):
                cleaned[name] = undefused(text)
                if damage := describe_damage(raw, text):
                    warnings.append(f"{name} {damage}")
                break
    return RawRow(line, cleaned, tuple(warnings))
