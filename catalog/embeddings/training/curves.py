"""What happened while training, one JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "curves.jsonl"


class Curves:
    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def add(self, **values: Any) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")

    def forget_after(self, step: int) -> None:
        """Leave out what a killed run wrote after its last checkpoint: it will come again."""
        kept = [line for line in self._lines() if line["step"] <= step]
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
        temporary.replace(self._path)

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Those that are whole: a kill may leave half a line at the end."""
        if self._path.is_file():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                try:
                    yield json.loads(line)
                except ValueError:
                    return
