"""The plain way, in a process of its own that is asked line by line."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.servers import ROOT


class PlainWay:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.ready: dict[str, float] = self._read()

    def ask(self, question: str, argument: Any) -> tuple[float, Any]:
        """Milliseconds and the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([question, argument]) + "\n")
        self._process.stdin.flush()
        milliseconds, answer = self._read()
        return milliseconds, answer

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the plain way ended: is pandas installed (requirements/bench.txt)?")
        return json.loads(line)


@contextmanager
def plain_way(folder: Path, rows: int, vectors: Path) -> Iterator[PlainWay]:
    command = [sys.executable, "-m", "benchmarks.plain_questions", folder, rows, vectors]
    with subprocess.Popen(
        list(map(str, command)), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield PlainWay(process)
        finally:
            process.terminate()
