"""One terminal for many programs: each line carries the name of the one that said it."""

import io
import os
import sys
import threading
from typing import TextIO

# Bright enough on dark and light backgrounds alike.
COLOURS = [36, 33, 35, 32, 34, 31]


class Console:
    """Writes whole lines, from any thread, with a short name in front."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        if isinstance(self._stream, io.TextIOWrapper):
            self._stream.reconfigure(errors="backslashreplace")  # a terminal without UTF-8
        self._lock = threading.Lock()
        self._coloured = self._stream.isatty() and "NO_COLOR" not in os.environ
        self._colours: dict[str, int] = {}

    def line(self, name: str, text: str) -> None:
        self.write(f"{self._prefix(name)} {text.rstrip()}\n")

    def write(self, text: str) -> None:
        with self._lock:
            try:
                self._stream.write(text)
                self._stream.flush()
            except (OSError, ValueError):
                pass  # the terminal is gone; what we run goes on until we are told to stop

    def _prefix(self, name: str) -> str:
        if not self._coloured:
            return f"{name:>7} |"
        colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
        return f"\033[{colour}m{name:>7} |\033[0m"
