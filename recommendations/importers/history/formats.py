"""The files that Letterboxd, IMDb and Netflix give to people, recognised by their headers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.importers.dates import read_date
from catalog.importers.fields import MAX_TITLE, YEARS, required_text, shown
from catalog.importers.numbers import read_decimal, read_whole
from catalog.importers.rejects import Reject
from catalog.importers.rows import BadRow, RawRow, UnreadableFile, find_columns, read_rows
from catalog.importers.schema import RejectedRow
from recommendations.importers.history.entries import Entry
from recommendations.importers.history.viewings import possible_shows

_NAMES = (
    *("date", "name", "year", "letterboxd_uri", "rating", "watched_date"),
    *("const", "your_rating", "date_rated", "title", "original_title", "title_type"),
    *("start_time", "supplemental_video_type"),
)
_COLUMNS = {name: name for name in _NAMES}
_IMDB_ID = re.compile(r"tt[0-9]{7,10}")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", re.ASCII)

Cells = dict[str, str]
ReadDate = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class Format:
    """`parse` raises RejectedRow; it gives None for a row that tells of nothing watched."""

    label: Promise
    required: tuple[str, ...]
    parse: Callable[[RawRow, ReadDate], Entry | None]
    date_column: str
    first_year: int = 1990
    """Nobody has rated or watched anything there before: IMDb, the eldest, began in 1990."""


# What stands in a diary may have been watched long before there were diaries on the web.
_FIRST_YEAR_OF_DIARIES = 1900


def _parse_letterboxd(row: RawRow, read: ReadDate) -> Entry:
    value = _half_stars(row.cells, "rating", most=5)
    watched_on = read(row.cells.get("watched_date", ""))
    return Entry(
        row.line,
        required_text(row.cells, "name", MAX_TITLE),
        year=_year(row.cells),
        value=value,
        # A diary is of what was watched; a file of ratings says no more than its ratings.
        is_seen=value is None or "watched_date" in row.cells,
        on=watched_on or read(row.cells.get("date", "")),
    )


def _parse_wanted(row: RawRow, read: ReadDate) -> Entry:
    title = required_text(row.cells, "name", MAX_TITLE)
    on = read(row.cells.get("date", ""))
    return Entry(row.line, title, year=_year(row.cells), is_wanted=True, on=on)


def _parse_imdb(row: RawRow, read: ReadDate) -> Entry:
    cells = row.cells
    value = _half_stars(cells, "your_rating", most=10)
    if value is None:
        raise RejectedRow(_("%(column)s is empty") % {"column": "Your Rating"})
    kind = cells.get("title_type", "").casefold().replace(" ", "")
    if kind in ("tvepisode", "videogame", "podcastepisode", "podcastseries", "musicvideo"):
        reason = _("this is neither a film nor a series, but: %(kind)s")
        raise RejectedRow(reason % {"kind": shown(cells["title_type"])})
    return Entry(
        row.line,
        required_text(cells, "title", MAX_TITLE),
        year=_year(cells),
        kind="series" if "series" in kind else "film" if kind else None,
        imdb_id=cells["const"] if _IMDB_ID.fullmatch(cells["const"]) else "",
        other_title=cells.get("original_title", "")[:MAX_TITLE],
        value=value,
        on=read(cells.get("date_rated", "")),
    )


def _parse_viewing(row: RawRow, read: ReadDate) -> Entry | None:
    cells = row.cells
    if cells.get("supplemental_video_type"):  # a trailer, or a taste of something
        return None
    title = required_text(cells, "title", MAX_TITLE)
    on = read(cells.get("date") or cells.get("start_time", ""))
    return Entry(row.line, title, shows=possible_shows(title), is_seen=True, on=on)


LETTERBOXD_WANTED = Format(
    gettext_lazy("Letterboxd watchlist"), ("name", "letterboxd_uri"), _parse_wanted, "date"
)
# The first whose columns are there.
FORMATS = (
    Format(
        gettext_lazy("Letterboxd diary"),
        ("name", "letterboxd_uri", "watched_date"),
        _parse_letterboxd,
        "watched_date",
        first_year=_FIRST_YEAR_OF_DIARIES,
    ),
    Format(
        gettext_lazy("Letterboxd ratings"),
        ("name", "letterboxd_uri", "rating"),
        _parse_letterboxd,
        "date",
    ),
    Format(gettext_lazy("Letterboxd films"), ("name", "letterboxd_uri"), _parse_letterboxd, "date"),
    Format(
        gettext_lazy("IMDb ratings"), ("const", "your_rating", "title"), _parse_imdb, "date_rated"
    ),
    Format(
        gettext_lazy("Netflix viewing activity"),
        ("title", "start_time"),
        _parse_viewing,
        "start_time",
    ),
    Format(gettext_lazy("Netflix viewing history"), ("title", "date"), _parse_viewing, "date"),
)


def recognised(path: Path, *, name: str) -> Format:
    """Whose file it is. Raises UnreadableFile.

    `name` is what the file was called: what is still to be watched has the same columns as what
    was, and only its name tells that the one is not the other.
    """
    columns, _ignored = find_columns(path, columns=_COLUMNS)
    for known in FORMATS:
        if set(known.required) <= set(columns):
            is_wanted = "letterboxd_uri" in columns and name.casefold().startswith("watchlist")
            return LETTERBOXD_WANTED if is_wanted else known
    reason = _(
        "this is none of the files that are known: ratings, watched films or a diary of "
        "Letterboxd, ratings of IMDb, or a viewing history of Netflix"
    )
    raise UnreadableFile(path, reason)


def read_entries(path: Path, known: Format) -> Iterator[Entry | Reject]:
    """The rows of a file, in its order; raises UnreadableFile at the call."""
    is_day_first = _has_days_first(path, known)
    rows = read_rows(path, columns=_COLUMNS, required=known.required)

    def read(text: str) -> date | None:
        on = read_date(_with_month_first(text, is_day_first))
        if on:
            _check_date(on, text, first_year=known.first_year)
        return on

    for row in rows:
        if isinstance(row, BadRow):
            yield Reject(row.line, row.reason, row.raw)
            continue
        try:
            entry = known.parse(row, read)
        except RejectedRow as error:
            yield Reject(row.line, str(error), ", ".join(filter(None, row.cells.values()))[:200])
            continue
        if entry:
            yield entry


def _check_date(on: date, text: str, *, first_year: int) -> None:
    """Raises RejectedRow. Somewhere it is tomorrow already."""
    if on.year < first_year:
        reason = _("date %(date)s is before %(year)s")
        raise RejectedRow(reason % {"date": shown(text), "year": first_year})
    if on > timezone.now().date() + timedelta(days=1):
        raise RejectedRow(_("date %(date)s is in the future") % {"date": shown(text)})


def _has_days_first(path: Path, known: Format) -> bool:
    """Netflix writes dates as in the country of the account: `1/24/21`, `24/1/21`. One row whose
    month can be told tells of all; without any, the month comes first."""
    for row in read_rows(path, columns=_COLUMNS, required=known.required):
        if isinstance(row, RawRow) and (
            match := _SLASHED.match(row.cells.get(known.date_column, ""))
        ):
            if int(match[1]) > 12:
                return True
            if int(match[2]) > 12:
                return False
    return False


def _with_month_first(text: str, is_day_first: bool) -> str:
    """A date with slashes as `2021-01-24`, whatever its order; others as they are."""
    match = _SLASHED.match(text)
    if not match:
        return text
    month, day, year = match.groups()
    if is_day_first:
        month, day = day, month
    return f"{year if len(year) == 4 else '20' + year}-{month}-{day}"


def _half_stars(cells: Cells, column: str, *, most: int) -> int | None:
    """From 1 to 10, out of stars or of points. Raises RejectedRow."""
    text = cells.get(column, "")
    if not text:
        return None
    number = read_decimal(text, most=most)
    value = (number or 0) * 10 / most
    if value < 1 or value != int(value):
        reason = _("rating %(rating)s is no whole or half one up to %(most)s")
        if most == 10:
            reason = _("rating %(rating)s is no whole one up to %(most)s")
        raise RejectedRow(reason % {"rating": shown(text), "most": most})
    return int(value)


def _year(cells: Cells) -> int | None:
    year = read_whole(cells.get("year", ""), most=YEARS[-1])
    return year if year in YEARS else None
