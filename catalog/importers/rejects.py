"""The rows that an import did not take, and the file that tells of them."""

import csv
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from django.conf import settings

from catalog.spreadsheets import defused


@dataclass(frozen=True, slots=True)
class Reject:
    line: int
    reason: str
    raw: str
    file: str = ""
    """The name of a side file; "" for the catalogue's own."""

    def of_file(self, name: str) -> "Reject":
        return replace(self, file=name)

    def __str__(self) -> str:
        """Where it stands, and why it was rejected."""
        return f"{self.file and self.file + ', '}line {self.line}: {self.reason}"


class RejectsFile:
    """Rejected rows as `<name>.rejected.csv` beside the file, or in the var folder where that
    folder is not ours to write. It appears when it is complete; a run without rejects has none."""

    def __init__(self, source: Path) -> None:
        folder = source.parent
        # The superuser may write anywhere: what nobody is given to write is left alone by him too.
        if not (os.access(folder, os.W_OK) and folder.stat().st_mode & 0o222):
            folder = settings.VAR_DIR / "imports"
            folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{source.stem}.rejected.csv"
        self.draft = self.path.with_suffix(f".{os.getpid()}.tmp")
        self.file: TextIO | None = None

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(self, *error: object) -> None:
        if self.file is not None:
            self.file.close()
        self.draft.unlink(missing_ok=True)

    def write(self, rejects: list[Reject]) -> None:
        if not rejects:
            return
        if self.file is None:
            self.file = self.draft.open("w", encoding="utf-8", newline="")
            csv.writer(self.file).writerow(["line", "reason", "row", "file"])
        # It is opened in spreadsheets, and a row may begin with what they take for a formula.
        csv.writer(self.file).writerows((r.line, r.reason, defused(r.raw), r.file) for r in rejects)

    def finish(self) -> Path | None:
        if self.file is None:
            self.path.unlink(missing_ok=True)  # of an earlier run
            return None
        self.file.close()
        self.draft.replace(self.path)
        return self.path
