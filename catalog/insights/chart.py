"""A chart: a sentence that says what it shows, and the table that it is drawn from.

The table is the only copy of the data: static/js/insights.js reads it from the page, and who has no
JavaScript reads the table itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

# Below it a share or a maximum says more about chance than about films, and is not put in words.
ENOUGH = 30

Shape = Literal["columns", "bars", "line", "pair", "heat", "correlation", "points", "boxes"]


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    value: float | None = None
    """What a chart draws of it; None in a cell of words, and where nothing is known."""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    key: str
    """Its id on the page."""
    shape: Shape
    heading: str
    sentence: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    """Each begins with the cell that names it. Without rows there is nothing to draw."""
    note: str = ""
    """What was left out, and how to read it."""
    has_catalogue_names: bool = False
    """Whether the rows are named in the catalogue's own language."""


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    heading: str
    charts: Sequence[Chart]


def words(text: object, address: str = "") -> Cell:
    return Cell(str(text), address=address)


def whole(number: int) -> Cell:
    return Cell(grouped(number), number)


def decimal(number: float | None, places: int) -> Cell:
    if number is None:
        return Cell("–")
    return Cell(grouped(number, places), round(number, places))


def share(part: int, of: int) -> Cell:
    """In per cent."""
    return decimal(100 * part / of if of else None, 1)


def grouped(number: float, places: int = 0) -> str:
    """As the reader's language writes it: 45,430 or 45.430."""
    return number_format(round(number, places), places, use_l10n=True, force_grouping=True)


def per_cent(part: float, of: float) -> str:
    return _("%(share)s%%") % {"share": grouped(100 * part / of, 1)}
