"""What people wrote who had forgotten a title: JSON lines with the film that they meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.films import title_key
from catalog.embeddings.training.sources import DataSource, digest
from catalog.importers.cells import clean_text
from catalog.request_lines import (
    BadRequestLine,
    UnreadableRequestFile,
    is_text,
    lines_of,
    object_of,
)

FEWEST_TELLING_WORDS = 8

# The fields that say which film was meant.
_NAMED_BY = ("tmdb_id", "show_id", "title", "imdb_url")

# Marks of the forum, not words about a film: "[TOMT][MOVIE][90s]", "[deleted]", "u/somebody".
_MARKS = re.compile(
    r"\[(?:tomt|tip of my tongue|movies?|films?|tv|tv ?shows?|series|video|clip|cartoons?|anime"
    r"|scenes?|solved|unsolved|help|deleted|removed|\d0'?s?|(?:19|20)\d0'?s?)[^\[\]]{0,20}\]"
    r"|\btomt\b:?|(?<!\w)/?[ur]/[\w-]+|https?://\S+|&#x200b;|\b(?:solved|edit \d?):",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:many )?thanks(?: so much| a lot)?(?: in advance)?|thank you(?: so much| in advance)*"
    r"|please help(?: me)?|any ideas|tia)[\s.!?]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """`film` is a place in the corpus's films; None where no catalogue has it."""

    query_id: str
    short: str
    long: str
    film: int | None


def clean_request(text: str) -> str:
    """`text` without the forum's marks and its last word of thanks."""
    return _THANKS.sub("", clean_text(_MARKS.sub(" ", text))).strip(" -–:|")


def read_requests(
    paths: Sequence[Path], films_by_id: Mapping[str, int], *, role: str
) -> tuple[list[Request], list[DataSource]]:
    """The requests of all files, each once; a file that knows its film wins over one that does not.

    Raises TrainingRefused, naming file and line, for what is no request, and for a file without.
    """
    read: dict[str, Request] = {}
    sources = []
    for path in paths:
        rows = 0
        try:
            for number, line in lines_of(path):
                request = _request(line, f"{path}, line {number}", films_by_id)
                known = read.get(request.query_id)
                if known is None or known.film is None:
                    read[request.query_id] = request
                rows += 1
        except UnreadableRequestFile as error:
            raise TrainingRefused(f"{path}: cannot be read ({error})") from error
        if not rows:
            raise TrainingRefused(f"{path}: holds no request")
        sources.append(DataSource(path.name, role, rows, digest(path)))
    return [request for request in read.values() if request.short or request.long], sources


def refuse_overlap(training: Sequence[Request], validation: Sequence[Request]) -> None:
    """What is learnt by heart proves nothing: raise TrainingRefused for a request in both."""
    ids = {request.query_id for request in training}
    texts = {text for request in training for text in _telling_texts(request)}
    for request in validation:
        if request.query_id in ids or not texts.isdisjoint(_telling_texts(request)):
            raise TrainingRefused(
                f"request {request.query_id} is in the validation files and in the training files"
            )


def _telling_texts(request: Request) -> Iterator[str]:
    """Its texts, however they are written; two people may write "weird horror movie"."""
    for text in (request.short, request.long):
        words = text.casefold().split()
        if len(words) >= FEWEST_TELLING_WORDS:
            yield " ".join(words)


def _request(line: bytes, where: str, films_by_id: Mapping[str, int]) -> Request:
    try:
        said = object_of(line)
    except BadRequestLine as bad:
        raise TrainingRefused(f"{where}: {bad}") from bad
    texts = {name: _text(said, name, where) for name in ("query_id", "short_query", "long_query")}
    if not texts["query_id"]:
        raise TrainingRefused(f"{where}: has no query_id")
    if "short_query" not in said and "long_query" not in said:
        raise TrainingRefused(f"{where}: has neither short_query nor long_query")
    named_by = {name: _text(said, name, where) for name in _NAMED_BY if name in said}
    film = next((films_by_id[key] for key in _film_ids(named_by) if key in films_by_id), None)
    short, long = (clean_request(texts[name]) for name in ("short_query", "long_query"))
    return Request(texts["query_id"], short, long, film)


def _text(said: Mapping[str, Any], name: str, where: str) -> str:
    """An id may be a number too; other than that, what `evaluate_search` refuses is refused."""
    value = said.get(name, "")
    if name in _NAMED_BY and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise TrainingRefused(f"{where}: {name} is no text")
    if not is_text(value):
        raise TrainingRefused(f"{where}: {name} has characters that are no text")
    return value


def _film_ids(named_by: Mapping[str, str]) -> Iterator[str]:
    """The ids that the request names its film by, as Films spells them."""
    if "tmdb_id" in named_by:
        yield f"tmdb:{named_by['tmdb_id']}"
    if "show_id" in named_by:
        yield f"show:{named_by['show_id']}:{title_key(named_by.get('title', ''))}"
    if found := re.search(r"tt\d{7,10}", named_by.get("imdb_url", "")):
        yield f"imdb:{found[0]}"
