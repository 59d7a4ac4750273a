"""What an importer must know of somebody's files."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from catalog.importers.rows import RawRow
from catalog.records import TitleRecord


class RejectedRow(ValueError):
    """The row makes no title; the message says why."""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """`line` is the row's in its file. `warnings` name what could not be read and was left out;
    they are no part of the record."""

    line: int
    record: TitleRecord
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideFile:
    """A file that says more of the titles of another one, by their ids."""

    columns: Mapping[str, str]
    id_column: str
    read_id: Callable[[str], str]
    """One spelling of an id; "" for what is none."""
    literals: Collection[str] = ()
    says: tuple[str, ...] = ()
    """The fields of a record that nothing is known of without the file."""
    needs_id: bool = True
    """Whether a row without an id is a fault: some files are of more titles than this catalogue."""

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.columns.values())))


@dataclass(frozen=True, slots=True)
class Schema:
    """One kind of catalogue.

    `columns` maps the spellings of a header to canonical names, as `read_rows` takes them; `parse`
    raises RejectedRow for a row that makes no title.
    """

    platform: str
    columns: Mapping[str, str]
    required: Collection[str]
    id_column: str
    parse: Callable[[RawRow], ParsedRow]
    literals: Collection[str] = ()
    """Columns in the syntax of Python, which are read before they are cleaned."""
    side_files: Mapping[str, SideFile] = field(default_factory=dict)
