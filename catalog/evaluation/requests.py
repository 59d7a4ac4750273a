"""Requests with the films that were meant, one JSON object a line; all of a file, or none.

A line has its texts in `short_query` and `long_query`, or one in `query`; who was meant in
`tmdb_id`, `show_id` or `imdb_url`, or several in `gold`, a list of objects with one of these ids or
with `title` and `year`. `class`, `language`, `catalogue` and `not` (films that must not come, as in
`gold`) may be left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.request_lines import (
    BadRequestLine,
    UnreadableRequestFile,
    is_text,
    lines_of,
    object_of,
)

LENGTHS = ("short", "long")
TEXTS = {"short": "short_query", "long": "long_query", "query": "query"}
MOST_LISTED = 20
NETFLIX = "netflix"

# One of 7,252 real addresses lacks the letters.
_IMDB_ID = re.compile(r"(?:tt|/title/)([0-9]{7,10})")


@dataclass(frozen=True, slots=True)
class Gold:
    """What tells a film from others; "" and None where the line does not say."""

    tmdb_id: str = ""
    show_id: str = ""
    platform: str = NETFLIX
    """Of which the `show_id` is: the line's `catalogue`, where it names one."""
    imdb_id: str = ""
    title: str = ""
    year: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRequest:
    query_id: str
    texts: Mapping[str, str]
    """By "short" and "long", or "query" alone; as typed, and empty where nobody typed it."""
    gold: tuple[Gold, ...]
    unwanted: tuple[Gold, ...] = ()
    request_class: str = ""
    language: str = ""
    catalogue: str = ""

    def lengths(self, length: str | None) -> list[str]:
        """Which of its texts are asked where `length` is; a line with one text has it for all."""
        if "query" in self.texts or length is None:
            return list(self.texts)
        return [length]


@dataclass(frozen=True, slots=True)
class BadLine:
    line: int
    field: str
    reason: str


class UnusableRequests(Exception):
    """A file of requests cannot be read, or has bad lines, which `bad_lines` names."""

    def __init__(self, path: Path, reason: str, bad_lines: tuple[BadLine, ...] = ()) -> None:
        listed = [
            f"{path}, line {bad.line}, {bad.field}: {bad.reason}" for bad in bad_lines[:MOST_LISTED]
        ]
        if bad_lines:
            reason = f"{len(bad_lines)} bad line{'s'[: len(bad_lines) - 1]}; {reason}"
        super().__init__("\n".join([*listed, f"{path}: {reason}"]))
        self.bad_lines = bad_lines


def read_requests(path: Path) -> list[JudgedRequest]:
    """All requests of the file. Raises UnusableRequests, which names each bad line and field."""
    requests: list[JudgedRequest] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    try:
        for number, line in lines_of(path):
            try:
                request = _read_line(line)
                if request.query_id in seen:
                    raise _Refused("query_id", f"is that of line {seen[request.query_id]} too")
            except _Refused as refused:
                bad.append(BadLine(number, refused.field, refused.reason))
            else:
                seen[request.query_id] = number
                requests.append(request)
    except UnreadableRequestFile as error:
        raise UnusableRequests(path, f"cannot be read ({error})") from error
    if bad:
        raise UnusableRequests(path, "nothing was measured", tuple(bad))
    if not requests:
        raise UnusableRequests(path, "has no requests")
    return requests


class _Refused(Exception):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def _read_line(line: bytes) -> JudgedRequest:
    try:
        cells = object_of(line)
    except BadRequestLine as bad:
        raise _Refused("line", str(bad)) from None
    query_id = _text(cells, "query_id")
    if not query_id:
        raise _Refused("query_id", "is missing")
    texts = {name: _text(cells, field) for name, field in TEXTS.items() if field in cells}
    if not texts:
        raise _Refused("query", "is missing, and so are short_query and long_query")
    if not any(text.strip() for text in texts.values()):
        raise _Refused(TEXTS[next(iter(texts))], "is empty, and there is no other text")
    catalogue = _text(cells, "catalogue")
    platform = catalogue or NETFLIX
    return JudgedRequest(
        query_id=query_id,
        texts=texts,
        gold=_all_gold(cells, platform),
        unwanted=_golds(cells, "not", platform),
        request_class=_text(cells, "class"),
        language=_text(cells, "language"),
        catalogue=catalogue,
    )


def _all_gold(cells: Mapping[str, Any], platform: str) -> tuple[Gold, ...]:
    if "gold" in cells:
        several = _golds(cells, "gold", platform)
        if not several:
            raise _Refused("gold", "is empty")
        return several
    try:
        return (_gold(cells, platform),)
    except _Refused as refused:
        if refused.field in cells:
            raise
        raise _Refused(
            "tmdb_id", "is missing, and so are show_id, imdb_url and gold: who was meant?"
        ) from None


def _golds(cells: Mapping[str, Any], field: str, platform: str) -> tuple[Gold, ...]:
    several = cells.get(field, [])
    if not isinstance(several, list):
        raise _Refused(field, "is no list")
    golds = []
    for position, one in enumerate(several, 1):
        if not isinstance(one, dict):
            raise _Refused(field, f"number {position} is no JSON object")
        try:
            golds.append(_gold(one, platform))
        except _Refused as refused:
            reason = f"number {position}: {refused.field} {refused.reason}"
            raise _Refused(field, reason) from None
    return tuple(golds)


def _gold(cells: Mapping[str, Any], platform: str) -> Gold:
    year = cells.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise _Refused("year", "is no whole number")
    gold = Gold(
        tmdb_id=_text(cells, "tmdb_id"),
        show_id=_text(cells, "show_id"),
        platform=platform,
        imdb_id=_imdb_id(cells),
        title=_text(cells, "title"),
        year=year,
        kind=_text(cells, "kind"),
    )
    # A title alone names several films; beside an id it is there for the reader.
    if not (gold.tmdb_id or gold.show_id or gold.imdb_id or (gold.title and gold.year)):
        raise _Refused("title", "is not enough to tell a film: give its year, or an id")
    return gold


def _imdb_id(cells: Mapping[str, Any]) -> str:
    address = _text(cells, "imdb_url")
    found = _IMDB_ID.search(address)
    if address and not found:
        raise _Refused("imdb_url", "names no film (tt and 7 to 10 digits)")
    return f"tt{found[1]}" if found else ""


def _text(cells: Mapping[str, Any], field: str) -> str:
    value = cells.get(field, "")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _Refused(field, "is no text")
    if not is_text(value):
        raise _Refused(field, "has characters that are no text")
    return value if field in TEXTS.values() else value.strip()
