"""One row of a catalogue in the Netflix schema, as Amazon, Disney+ and Hulu publish it too."""

import re
from datetime import date

from django.utils.translation import gettext as _

from catalog.importers.countries import usual_names
from catalog.importers.dates import read_date
from catalog.importers.fields import (
    MAX_COUNT,
    MAX_DESCRIPTION,
    MAX_ID,
    MAX_PERSON,
    MAX_TERM,
    MAX_TITLE,
    YEARS,
    fitting_names,
    required_text,
    shown,
    too_long,
)
from catalog.importers.names import split_names
from catalog.importers.rows import RawRow
from catalog.importers.schema import ParsedRow, RejectedRow, Schema
from catalog.records import CreditRecord, Kind, Role, TitleRecord

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

MAX_RATING = 20

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


def parse_title(row: RawRow) -> ParsedRow:
    """Raises `RejectedRow` for what cannot stand in the catalogue; what is merely unreadable is
    left out and named in `warnings`."""
    warnings = list(row.warnings)
    title = required_text(row.cells, "title", MAX_TITLE)
    if _SPREADSHEET_DATE.fullmatch(title):
        warnings.append(f"title {shown(title)} may be a date that a spreadsheet made of it")
    age_rating, minutes, seasons = _rating_and_duration(row.cells, warnings)
    record = TitleRecord(
        source_id=required_text(row.cells, "show_id", MAX_ID),
        title=title,
        kind=_kind(row.cells, minutes, seasons, warnings),
        credits=(
            *_credits(row.cells, "director", "director", warnings),
            *_credits(row.cells, "cast", "actor", warnings),
        ),
        countries=usual_names(_names(row.cells, "country", MAX_TERM, warnings)),
        genres=_names(row.cells, "listed_in", MAX_TERM, warnings),
        date_added=_date_added(row.cells, warnings),
        release_year=_release_year(row.cells, warnings),
        age_rating=age_rating,
        minutes=minutes,
        seasons=seasons,
        description=_description(row.cells),
    )
    return ParsedRow(row.line, record, tuple(warnings))


def _description(cells: dict[str, str]) -> str:
    text = cells.get("description", "")
    if len(text) > MAX_DESCRIPTION:
        raise too_long("description", MAX_DESCRIPTION)
    return text


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
        raise RejectedRow(reason % {"type": shown(text)})
    warnings.append(f"type {shown(text)} was taken for a {inferred} because of the duration")
    return inferred


def _rating_and_duration(
    cells: dict[str, str], warnings: list[str]
) -> tuple[str, int | None, int | None]:
    """Age rating, minutes, seasons; a duration that slipped into the rating is put back."""
    rating, duration = _optional(cells, "rating"), _optional(cells, "duration")
    if rating and _read_duration(rating) != (None, None):
        warnings.append(f"rating {shown(rating)} is a duration")
        rating, duration = "", duration or rating
    minutes, seasons = _read_duration(duration)
    if duration and not (minutes or seasons):
        warnings.append(f"duration {shown(duration)} cannot be read")
    rating = _RATINGS.get(rating.upper(), rating.upper())
    if len(rating) > MAX_RATING:
        warnings.append(f"rating {shown(rating)} is longer than {MAX_RATING} characters")
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
        warnings.append(f"date_added {shown(text)} cannot be read")
    return day


def _release_year(cells: dict[str, str], warnings: list[str]) -> int | None:
    text = _optional(cells, "release_year")
    # Spreadsheets and pandas write 2020.0 where other cells of the column are empty.
    match = re.fullmatch(r"([0-9]{4})(?:\.0+)?", text)
    if match and int(match[1]) in YEARS:
        return int(match[1])
    if text:
        warnings.append(f"release_year {shown(text)} cannot be read")
    return None


def _names(
    cells: dict[str, str], column: str, longest: int, warnings: list[str]
) -> tuple[str, ...]:
    names = split_names(_optional(cells, column))
    if lossy := [name for name in names if "?" in name]:
        warnings.append(f"{column} {shown(lossy[0])} has lost letters")
    return fitting_names(names, column, longest, warnings)


def _credits(
    cells: dict[str, str], column: str, role: Role, warnings: list[str]
) -> tuple[CreditRecord, ...]:
    names = _names(cells, column, MAX_PERSON, warnings)
    return tuple(CreditRecord(name, role) for name in names)


NETFLIX = Schema(
    platform="netflix",
    columns=COLUMNS,
    required=REQUIRED,
    id_column="show_id",
    parse=parse_title,
)
