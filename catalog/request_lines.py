"""Files of requests: one JSON object a line, and no line longer than a request can be."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LONGEST_LINE = 1_000_000
"""In bytes."""


class BadRequestLine(Exception):
    """The line holds no JSON object; says why, as the end of a sentence about it."""


class UnreadableRequestFile(Exception):
    """Says why."""


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered from 1, blank ones left out; of one that is too long, its beginning: no more of any
    line is in memory at once. Raises UnreadableRequestFile."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                rest = line
                while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
                    rest = file.readline(LONGEST_LINE + 1)
                if line.strip():
                    yield number, line
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        raise UnreadableRequestFile(getattr(error, "strerror", None) or str(error)) from error


def object_of(line: bytes) -> dict[str, Any]:
    """What the line says. Raises BadRequestLine."""
    if len(line) > LONGEST_LINE:
        raise BadRequestLine(f"is longer than {LONGEST_LINE:,} bytes")
    try:
        said = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRequestLine("is not UTF-8") from error
    except ValueError as error:
        raise BadRequestLine(f"is not JSON ({error})") from error
    except RecursionError as error:
        raise BadRequestLine("is nested too deeply") from error
    if not isinstance(said, dict):
        raise BadRequestLine("is no JSON object")
    return said


def is_text(value: str) -> bool:
    """Whether Postgres and a tokenizer take it: JSON can say NUL, and half a character."""
    return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
