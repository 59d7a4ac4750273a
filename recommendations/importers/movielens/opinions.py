"""One row of ratings.csv or tags.csv: who thought what of which film, and when."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from catalog.importers.fields import required_text, shown
from catalog.importers.numbers import read_whole
from catalog.importers.rows import RawRow
from catalog.importers.schema import RejectedRow
from recommendations.models.rater import LONGEST_TAG
from recommendations.models.rating import FEWEST_HALF_STARS, MOST_HALF_STARS

MAX_NUMBER = 2**31 - 1
MAX_TIME = 4_102_444_800  # the year 2100

_HALF_STARS = {
    spelling: value
    for value in range(FEWEST_HALF_STARS, MOST_HALF_STARS + 1)
    for spelling in (f"{value / 2:.1f}", f"{value / 2:g}")
}


class Opinion(NamedTuple):
    """`said` is a number of half stars, or a tag; `at` is in seconds since 1970."""

    line: int
    rater: int
    film: int
    said: int | str
    at: int


def parse_rating(row: RawRow) -> Opinion:
    """Raises RejectedRow."""
    text = row.cells["rating"]
    value = _HALF_STARS.get(text)
    if value is None:
        if not text:
            raise RejectedRow(_("%(column)s is empty") % {"column": "rating"})
        reason = _("rating %(rating)s is none of 0.5, 1.0 … 5.0")
        raise RejectedRow(reason % {"rating": shown(text)})
    return _opinion(row, value)


def parse_tag(row: RawRow) -> Opinion:
    """Raises RejectedRow."""
    return _opinion(row, required_text(row.cells, "tag", LONGEST_TAG))


def read_number(cells: dict[str, str], column: str, most: int = MAX_NUMBER) -> int:
    """Raises RejectedRow for what is no whole number from 0 to `most`."""
    number = read_whole(cells[column], most=most)
    if number is None:
        if not cells[column]:
            raise RejectedRow(_("%(column)s is empty") % {"column": column})
        reason = _("%(column)s %(text)s is no number from 0 to %(most)s")
        values = {"column": column, "text": shown(cells[column]), "most": most}
        raise RejectedRow(reason % values)
    return number


def _opinion(row: RawRow, said: int | str) -> Opinion:
    return Opinion(
        row.line,
        read_number(row.cells, "userId"),
        read_number(row.cells, "movieId"),
        said,
        read_number(row.cells, "timestamp", MAX_TIME),
    )
