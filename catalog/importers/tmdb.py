"""One row of The Movies Dataset: the raw schema of its metadata, with what the files beside it say.

Lists stand in its cells as pandas writes them, in the syntax of Python. A cell that cannot be read
is left out with a warning; people are read in catalog/importers/tmdb_people.py.
"""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalog.importers.cells import clean_text
from catalog.importers.countries import usual_names
from catalog.importers.dates import read_date
from catalog.importers.fields import (
    MAX_COUNT,
    MAX_DESCRIPTION,
    MAX_TERM,
    MAX_TITLE,
    YEARS,
    fitting_names,
    required_text,
    shown,
)
from catalog.importers.literals import BrokenLiteral, read_literal
from catalog.importers.numbers import read_decimal, read_whole
from catalog.importers.rows import RawRow
from catalog.importers.schema import ParsedRow, RejectedRow, Schema, SideFile
from catalog.importers.tmdb_people import read_credits
from catalog.records import TitleRecord

MAX_ID_NUMBER = 2**31 - 1
MAX_MONEY = 10**12  # a thousand times what any film has cost or earned
MAX_COMPANY = MAX_COLLECTION = 200
MAX_POPULARITY = 1e6

_COLUMNS = (
    "adult",
    "belongs_to_collection",
    "budget",
    "genres",
    "id",
    "imdb_id",
    "original_language",
    "original_title",
    "overview",
    "popularity",
    "production_companies",
    "production_countries",
    "release_date",
    "revenue",
    "runtime",
    "status",
    "tagline",
    "title",
    "vote_average",
    "vote_count",
)
_LITERALS = ("belongs_to_collection", "genres", "production_companies", "production_countries")

_STATUSES = {
    "": "released",
    "released": "released",
    "post production": "post_production",
    "in production": "in_production",
    "planned": "planned",
    "rumored": "rumored",
    "canceled": "canceled",
}
_FLAGS = {"": False, "false": False, "true": True}
_NO_OVERVIEW = {"no overview found.", "no overview", "n/a"}
_IMDB_ID = re.compile(r"tt[0-9]{7,10}")


def parse_title(row: RawRow) -> ParsedRow:
    """Raises `RejectedRow` for what makes no title."""
    cells, warnings = row.cells, list(row.warnings)
    source_id = _source_id(cells)
    _refuse_first_half(cells)
    title = required_text(cells, "title", MAX_TITLE)
    released_on = _release_date(cells, warnings)
    votes = _whole(cells, "vote_count", MAX_ID_NUMBER, warnings)
    record = TitleRecord(
        source_id=source_id,
        kind="film",
        title=title,
        description=_overview(cells, warnings),
        original_title=_text(cells, "original_title", MAX_TITLE, warnings),
        original_language=_text(cells, "original_language", 10, warnings),
        tagline=_text(cells, "tagline", 500, warnings),
        release_year=released_on.year if released_on else None,
        minutes=_whole(cells, "runtime", MAX_COUNT, warnings) or None,
        status=_chosen(cells, "status", _STATUSES, warnings) or "released",
        is_adult=_chosen(cells, "adult", _FLAGS, warnings) or False,
        imdb_id=_imdb_id(cells, warnings),
        movielens_id=_whole(cells, "movieId", MAX_ID_NUMBER, warnings) or None,
        credits=read_credits(cells, warnings),
        genres=_names(cells, "genres", MAX_TERM, warnings),
        countries=usual_names(_names(cells, "production_countries", MAX_TERM, warnings)),
        keywords=_names(cells, "keywords", MAX_TERM, warnings),
        companies=_names(cells, "production_companies", MAX_COMPANY, warnings),
        collection=next(iter(_names(cells, "belongs_to_collection", MAX_COLLECTION, warnings)), ""),
        release_date=released_on,
        # Zero is what the file says where nobody knows the sum.
        budget=_whole(cells, "budget", MAX_MONEY, warnings) or None,
        revenue=_whole(cells, "revenue", MAX_MONEY, warnings) or None,
        vote_count=votes,
        vote_average=_decimal(cells, "vote_average", 10, warnings) if votes else None,
        popularity=_decimal(cells, "popularity", MAX_POPULARITY, warnings),
    )
    return ParsedRow(row.line, record, tuple(warnings))


def read_id(text: str) -> str:
    """TMDB's number for a film, as it is spelt in every file; "" for what is none."""
    number = read_whole(text, most=MAX_ID_NUMBER)
    return str(number) if number else ""


def _source_id(cells: dict[str, str]) -> str:
    text = cells.get("id", "")
    if source_id := read_id(text):
        return source_id
    if text and cells.get("adult", "").casefold() not in _FLAGS:
        reason = _("id %(id)s is no number: this is the second half of a row that is broken in two")
    else:
        reason = _("id %(id)s is no number") if text else _("id is empty")
    raise RejectedRow(reason % {"id": shown(text)})


def _refuse_first_half(cells: dict[str, str]) -> None:
    """A line break inside an overview has cost the row all that stood behind it."""
    behind = ("title", "release_date", "revenue", "status", "vote_average", "vote_count")
    if cells.get("overview") and not any(cells.get(column) for column in behind):
        reason = _("the row ends after its overview: this is the first half of one broken in two")
        raise RejectedRow(reason)


def _text(cells: dict[str, str], column: str, longest: int, warnings: list[str]) -> str:
    text = cells.get(column, "")
    if len(text) > longest:
        warnings.append(f"{column} is longer than {longest} characters")
        return ""
    return text


def _overview(cells: dict[str, str], warnings: list[str]) -> str:
    text = _text(cells, "overview", MAX_DESCRIPTION, warnings)
    return "" if text.casefold() in _NO_OVERVIEW else text


def _release_date(cells: dict[str, str], warnings: list[str]) -> date | None:
    text = cells.get("release_date", "")
    day = read_date(text)
    if day and day.year not in YEARS:
        day = None
    if text and not day:
        warnings.append(f"release_date {shown(text)} cannot be read")
    return day


def _whole(cells: dict[str, str], column: str, most: int, warnings: list[str]) -> int | None:
    text = cells.get(column, "")
    number = read_whole(text, most=most)
    if text and number is None:
        warnings.append(f"{column} {shown(text)} cannot be read")
    return number


def _decimal(cells: dict[str, str], column: str, most: float, warnings: list[str]) -> float | None:
    text = cells.get(column, "")
    number = read_decimal(text, most=most)
    if text and number is None:
        warnings.append(f"{column} {shown(text)} cannot be read")
    return number


def _chosen(
    cells: dict[str, str], column: str, choices: dict[str, Any], warnings: list[str]
) -> Any:
    text = cells.get(column, "")
    if text.casefold() not in choices:
        warnings.append(f"{column} {shown(text)} is unknown")
    return choices.get(text.casefold())


def _imdb_id(cells: dict[str, str], warnings: list[str]) -> str:
    """The film's own, else that of the links, which stands there without its `tt`."""
    linked = read_whole(cells.get("imdbId", ""), most=9_999_999_999)
    for column, text in (
        ("imdb_id", cells.get("imdb_id", "")),
        ("imdbId", f"tt{linked:07}" if linked else ""),
    ):
        if _IMDB_ID.fullmatch(text):
            return text
        if text.strip("0"):
            warnings.append(f"{column} {shown(text)} is none of IMDb's")
    return ""


def _names(
    cells: dict[str, str], column: str, longest: int, warnings: list[str]
) -> tuple[str, ...]:
    """The names in a cell such as `[{'id': 18, 'name': 'Drama'}]`, or of one such thing alone,
    each once; whatever else stands there is left out."""
    text = cells.get(column, "")
    if text in ("", "[]", "{}"):
        return ()
    try:
        value = read_literal(text)
    except BrokenLiteral:
        value = text
    things = value if isinstance(value, list) else [value]
    names = [_name(thing) for thing in things]
    if "" in names:
        nameless = clean_text(str(things[names.index("")])[:200])
        warnings.append(f"{column} {shown(nameless)} cannot be read")
    return fitting_names(dict.fromkeys(filter(None, names)), column, longest, warnings)


def _name(thing: Any) -> str:
    name = thing.get("name") if isinstance(thing, dict) else None
    return clean_text(name) if isinstance(name, str) else ""


TMDB = Schema(
    platform="tmdb",
    columns={column: column for column in _COLUMNS},
    required=("id", "title", "release_date", "vote_count"),
    id_column="id",
    parse=parse_title,
    literals=_LITERALS,
    side_files={
        "credits": SideFile(
            columns={"id": "id", "cast": "cast", "crew": "crew"},
            id_column="id",
            read_id=read_id,
            literals=("cast", "crew"),
            says=("credits",),
        ),
        "keywords": SideFile(
            columns={"id": "id", "keywords": "keywords"},
            id_column="id",
            read_id=read_id,
            literals=("keywords",),
            says=("keywords",),
        ),
        "links": SideFile(
            columns={name.lower(): name for name in ("tmdbId", "movieId", "imdbId")},
            id_column="tmdbId",
            read_id=read_id,
            says=("movielens_id", "imdb_id"),
            needs_id=False,
        ),
    },
)
