"""One row of a catalogue in the Netflix schema, as Amazon, Disney+ and Hulu publish it too."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog.importers.dates import read_date
from catalog.importers.names import split_names
from catalog.importers.rows import RawRow

Kind = Literal["film", "series"]

_SPELLINGS = {
    "show_id": "show_id showid id netflix_id title_id",
    "type": "type show_type shows_movies kind content_type media_type",
    "title": "title name show_title",
    "director": "director directors",
    "cast": "cast actors starring cast_members",
    "country": "country countries production_country production_countries",
    "date_added": "date_added added added_on",
    "release_year": "release_year year released",
    "rating": "rating age_rating content_rating maturity_rating certification",
    "duration": "duration runtime length",
    "listed_in": "listed_in categories category genres genre",
    "description": "description summary synopsis overview plot",
}
COLUMNS = {
    spelling: canonical
    for canonical, spellings in _SPELLINGS.items()
    for spelling in spellings.split()
}
# Without an id a second import could not tell a changed title from a new one.
REQUIRED = ("show_id", "title", "description")

MAX_ID = 50
MAX_TITLE = 500
MAX_DESCRIPTION = 20_000
MAX_PERSON = 200
MAX_TERM = 100
MAX_RATING = 20
MAX_COUNT = 32_767  # minutes or seasons, in a small integer
YEARS = range(1870, 2101)

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("movie", "movies", "film", "films", "featurefilm"), "film"),
    **dict.fromkeys(("tvshow", "tvshows", "show", "shows", "tv"), "series"),
    **dict.fromkeys(("series", "tvseries", "webseries", "miniseries", "tvminiseries"), "series"),
}
# NR (never rated) and UR (an unrated cut of a rated film) are different statements and stay so.
_RATINGS = {
    "NOT RATED": "NR",
    "NOT_RATE": "NR",
    "UNRATED": "UR",
    "ALL_AGES": "ALL",
    "AGES_16_": "16+",
    "AGES_18_": "18+",
}
_BLANKS = {"nan", "n/a", "null", "\\n", "-"}
_SPREADSHEET_DATE = re.compile(r"[0-9]{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-[0-9]{2}")
_SEASONS = re.compile(r"(\d{1,5}) ?seasons?", re.ASCII | re.IGNORECASE)
_MINUTES = re.compile(
    r"(?:(\d{1,3}) ?(?:h|hr|hrs|hours?))? ?(?:(\d{1,5}) ?(?:m|min|mins|minutes?)\.?)?",
    re.ASCII | re.IGNORECASE,
)


class RejectedRow(ValueError):
    """The row makes no title; the message says why."""


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    source_id: str
    kind: Kind
    title: str
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    countries: tuple[str, ...]
    genres: tuple[str, ...]
    date_added: date | None
    release_year: int | None
    age_rating: str
    minutes: int | None
    seasons: int | None
    description: str
    warnings: tuple[str, ...]


def parse_title(row: RawRow) -> ParsedTitle:
    """Raises `RejectedRow` for what cannot stand in the catalogue; what is merely unreadable is
    left out and named in `warnings`."""
    warnings = list(row.warnings)
    title = _required(row.cells, "title", MAX_TITLE)
    if _SPREADSHEET_DATE.fullmatch(title):
        warnings.append(f"title {_shown(title)} may be a date that a spreadsheet made of it")
    age_rating, minutes, seasons = _rating_and_duration(row.cells, warnings)
    return ParsedTitle(
        source_id=_required(row.cells, "show_id", MAX_ID),
        title=title,
        kind=_kind(row.cells, minutes, seasons, warnings),
        directors=_names(row.cells, "director", MAX_PERSON, warnings),
        cast=_names(row.cells, "cast", MAX_PERSON, warnings),
        countries=_names(row.cells, "country", MAX_TERM, warnings),
        genres=_names(row.cells, "listed_in", MAX_TERM, warnings),
        date_added=_date_added(row.cells, warnings),
        release_year=_release_year(row.cells, warnings),
        age_rating=age_rating,
        minutes=minutes,
        seasons=seasons,
        description=_description(row.cells),
        warnings=tuple(warnings),
    )


def _required(cells: dict[str, str], column: str, longest: int) -> str:
    text = cells.get(column, "")
    if not text:
        raise RejectedRow(_("%(column)s is empty") % {"column": column})
    if len(text) > longest:
        raise _too_long(column, longest)
    return text


def _description(cells: dict[str, str]) -> str:
    text = cells.get("description", "")
    if len(text) > MAX_DESCRIPTION:
        raise _too_long("description", MAX_DESCRIPTION)
    return text


def _too_long(column: str, longest: int) -> RejectedRow:
    reason = _("%(column)s is longer than %(longest)s characters")
    most = number_format(longest, force_grouping=True)
    return RejectedRow(reason % {"column": column, "longest": most})


def _optional(cells: dict[str, str], column: str) -> str:
    """The cell's text, or "" where another program wrote its word for nothing."""
    text = cells.get(column, "")
    return "" if text.casefold() in _BLANKS else text


def _kind(
    cells: dict[str, str], minutes: int | None, seasons: int | None, warnings: list[str]
) -> Kind:
    text = _optional(cells, "type")
    stated = _KINDS.get(re.sub(r"[\s_-]+", "", text.casefold()))
    if stated == "series" or (stated and not seasons):
        return stated
    # No film has seasons: Hulu's file calls 62 series movies.
    inferred: Kind | None = "series" if seasons else "film" if minutes else None
    if not inferred:
        reason = (
            _("type %(type)s is unknown, and no duration tells a film from a series")
            if text
            else _("type is empty, and no duration tells a film from a series")
        )
        raise RejectedRow(reason % {"type": _shown(text)})
    warnings.append(f"type {_shown(text)} was taken for a {inferred} because of the duration")
    return inferred


def _rating_and_duration(
    cells: dict[str, str], warnings: list[str]
) -> tuple[str, int | None, int | None]:
    """Age rating, minutes, seasons; a duration that slipped into the rating is put back."""
    rating, duration = _optional(cells, "rating"), _optional(cells, "duration")
    if rating and _read_duration(rating) != (None, None):
        warnings.append(f"rating {_shown(rating)} is a duration")
        rating, duration = "", duration or rating
    minutes, seasons = _read_duration(duration)
    if duration and not (minutes or seasons):
        warnings.append(f"duration {_shown(duration)} cannot be read")
    rating = _RATINGS.get(rating.upper(), rating.upper())
    if len(rating) > MAX_RATING:
        warnings.append(f"rating {_shown(rating)} is longer than {MAX_RATING} characters")
        rating = ""
    return rating, minutes, seasons


def _read_duration(text: str) -> tuple[int | None, int | None]:
    """Minutes and seasons, of which one is None; both for what is no duration."""
    if match := _SEASONS.fullmatch(text):
        return None, _count(int(match[1]))
    if match := _MINUTES.fullmatch(text):
        return _count(60 * int(match[1] or 0) + int(match[2] or 0)), None
    return None, None


def _count(number: int) -> int | None:
    return number if 0 < number <= MAX_COUNT else None


def _date_added(cells: dict[str, str], warnings: list[str]) -> date | None:
    text = _optional(cells, "date_added")
    day = read_date(text)
    if day and day.year not in YEARS:
        day = None
    if text and not day:
        warnings.append(f"date_added {_shown(text)} cannot be read")
    return day


def _release_year(cells: dict[str, str], warnings: list[str]) -> int | None:
    text = _optional(cells, "release_year")
    # Spreadsheets and pandas write 2020.0 where other cells of the column are empty.
    match = re.fullmatch(r"([0-9]{4})(?:\.0+)?", text)
    if match and int(match[1]) in YEARS:
        return int(match[1])
    if text:
        warnings.append(f"release_year {_shown(text)} cannot be read")
    return None


def _names(
    cells: dict[str, str], column: str, longest: int, warnings: list[str]
) -> tuple[str, ...]:
    names = split_names(_optional(cells, column))
    if too_long := [name for name in names if len(name) > longest]:
        warnings.append(f"{column} {_shown(too_long[0])} is longer than {longest} characters")
    if lossy := [name for name in names if "?" in name]:
        warnings.append(f"{column} {_shown(lossy[0])} has lost letters")
    return tuple(name for name in names if len(name) <= longest)


def _shown(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:59]}…”"
