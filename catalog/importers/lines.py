"""Physical lines of a file, with a way back: what a reader of records needs to recover."""

import csv
from collections.abc import Iterator
from typing import TextIO

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# A record beyond these is taken for a quote that was never closed. A single cell is bounded too,
# by csv.field_size_limit(): 131,072 characters unless changed.
MAX_RECORD_CHARACTERS = 1_000_000
MAX_RECORD_LINES = 500


class RecordLines:
    """The lines of one record after another, never more than one record in memory.

    `taken` holds the lines read since `begin`. When the record turns out to be broken, all but the
    first can be handed back and read again, so that a quote that is never closed costs one row and
    not the rest of the file.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._handed_back: list[str] = []
        self._size = 0
        self.taken: list[str] = []
        self.number = 0
        """Of the line read last, counted from 1."""

    def begin(self) -> None:
        self.taken = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Raises `csv.Error`, which passes through `csv.reader`, when the record is too long."""
        line = self._handed_back.pop() if self._handed_back else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        self._size += len(line)
        if self._size >= MAX_RECORD_CHARACTERS:
            most = number_format(MAX_RECORD_CHARACTERS, force_grouping=True)
            raise csv.Error(_("the row is longer than %(most)s characters") % {"most": most})
        if len(self.taken) > MAX_RECORD_LINES:
            reason = _("the row is longer than %(most)s lines: a quote is open")
            raise csv.Error(reason % {"most": MAX_RECORD_LINES})
        return line

    def hand_back_all_but_first(self) -> None:
        rest = self.taken[1:]
        self._handed_back.extend(reversed(rest))
        self.number -= len(rest)
        del self.taken[1:]

    def _read(self) -> str:
        line = self._file.readline(MAX_RECORD_CHARACTERS)
        end = line
        while len(end) == MAX_RECORD_CHARACTERS and end[-1] not in "\r\n":
            # Pass over the rest of a line without end; what was read of it is too long already.
            end = self._file.readline(MAX_RECORD_CHARACTERS)
        return line
