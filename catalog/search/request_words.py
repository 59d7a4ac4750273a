"""Learns from real requests which words everybody uses who looks for a film."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from catalog.file_digest import sha256_of
from catalog.models.movie import SEARCH_CONFIGURATION
from catalog.names import has_letters
from catalog.request_lines import BadRequestLine, UnreadableRequestFile, lines_of, object_of

# With the 400 commonest words .115 / .097 of the short / long requests are found, with 800 .120 /
# .102, with 1,600 .109 / .107, with all 17,860 .111 / .100 (see `lexemes.MOST_ROWS`).
MOST_WORDS = 800
BATCH = 500

# All other words count as this much rarer than the rarest of the list.
OTHERS_RARER = 3.0


class UnreadableRequests(Exception):
    """The file holds no requests; the message says where it is wrong."""


def fit_request_words(path: Path, *, command: str) -> dict[str, Any]:
    """Shares of the requests in `path` (JSON lines with `short_query` and `long_query`) that have
    each word, of the commonest words. Raises UnreadableRequests."""
    counts: Counter[str] = Counter()
    requests = 0
    for batch in _batches(_texts(path)):
        requests += len(batch)
        for words in _lexemes(batch):
            counts.update(filter(has_letters, words))
    if not requests:
        raise UnreadableRequests(f"{path}: no request in it")
    common = counts.most_common(MOST_WORDS)
    shares = {word: round(count / requests, 5) for word, count in common}
    return {
        "provenance": {
            "data": path.name,
            "sha256": sha256_of(path),
            "requests": requests,
            "date": date.today().isoformat(),
            "command": command,
        },
        "share_of_others": round(min(shares.values(), default=1.0) / OTHERS_RARER, 6),
        "shares": dict(sorted(shares.items())),
    }


def _texts(path: Path) -> Iterator[str]:
    try:
        for number, line in lines_of(path):
            try:
                said = object_of(line)
                text = " ".join([said["short_query"], said["long_query"]]).replace("\0", " ")
                text.encode()  # half a character is none
            except BadRequestLine as bad:
                raise UnreadableRequests(f"{path}, line {number}: {bad}") from bad
            except (ValueError, KeyError, TypeError) as error:
                raise UnreadableRequests(
                    f"{path}, line {number}: no request with short_query and long_query"
                ) from error
            yield text
    except UnreadableRequestFile as error:
        raise UnreadableRequests(f"{path}: cannot be read ({error})") from error


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lexemes(texts: list[str]) -> list[list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(to_tsvector(%s::regconfig, text))"
            " FROM unnest(%s::text[]) AS given (text)",
            [SEARCH_CONFIGURATION, texts],
        )
        return [words for (words,) in cursor.fetchall()]
