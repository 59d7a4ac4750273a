"""What every schema's rows have in common: bounds, and how a text is judged by them."""

from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from catalog.importers.schema import RejectedRow

MAX_ID = 50
MAX_TITLE = 500
MAX_DESCRIPTION = 20_000
MAX_PERSON = 200
MAX_TERM = 100
MAX_COUNT = 32_767  # minutes or seasons, in a small integer
YEARS = range(1870, 2101)


def required_text(cells: dict[str, str], column: str, longest: int) -> str:
    """Raises RejectedRow where there is none, or too much of it."""
    text = cells.get(column, "")
    if not text:
        raise RejectedRow(_("%(column)s is empty") % {"column": column})
    if len(text) > longest:
        raise too_long(column, longest)
    return text


def too_long(column: str, longest: int) -> RejectedRow:
    reason = _("%(column)s is longer than %(longest)s characters")
    most = number_format(longest, force_grouping=True)
    return RejectedRow(reason % {"column": column, "longest": most})


def fitting_names(
    names: Iterable[str], column: str, longest: int, warnings: list[str]
) -> tuple[str, ...]:
    """Those that fit the catalogue; `warnings` tell of the others."""
    names = tuple(names)
    if overlong := [name for name in names if len(name) > longest]:
        warnings.append(f"{column} {shown(overlong[0])} is longer than {longest} characters")
        names = tuple(name for name in names if len(name) <= longest)
    return names


def shown(text: str) -> str:
    """In quotes, cut for a message."""
    return f"“{text}”" if len(text) <= 60 else f"“{text[:59]}…”"
