"""Dates as catalogues write them, in English whatever the locale of the machine."""

import re
from datetime import date

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

_FORMATS = [
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]\d\d:\d\d\S*)?",
        r"(?P<name>[a-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})",
        r"(?P<day>\d{1,2})[- ](?P<name>[a-z]{3,9})\.?[- ](?P<year>\d{4}|\d\d)",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    )
]
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def read_date(text: str) -> date | None:
    """`September 25, 2021`, `25-Sep-21`, `2021-09-25`, `25.9.2021`, `9/25/2021`; else None.

    With slashes either part may be the month, so one of them must exceed 12 (or both be equal).
    """
    for pattern in _FORMATS:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month = _month(parts["name"]) if "name" in parts else int(parts["month"])
            return _date(_year(parts["year"]), month, int(parts["day"]))
    if match := _SLASHED.fullmatch(text):
        first, second, year = map(int, match.groups())
        if first > 12:
            return _date(year, second, first)
        if second > 12 or first == second:
            return _date(year, first, second)
    return None


def _month(name: str) -> int:
    """1 to 12 for a name or its beginning (`Sep`, `Sept`), else 0."""
    for number, month in enumerate(_MONTHS, start=1):
        if month.startswith(name.lower()):
            return number
    return 0


def _year(digits: str) -> int:
    """Two digits mean 1969 to 2068, as in POSIX."""
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 69 else 1900
    return year


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
