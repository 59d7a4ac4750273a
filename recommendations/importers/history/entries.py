"""What one row of somebody's history says, whoever's file it stands in."""

from dataclasses import dataclass
from datetime import date

from catalog.records import Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """None or empty where the file does not say. `shows` are the series that the title may be an
    episode of, the likeliest first."""

    line: int
    title: str
    year: int | None = None
    kind: Kind | None = None
    imdb_id: str = ""
    other_title: str = ""
    shows: tuple[str, ...] = ()
    value: int | None = None
    """The rating, in half stars."""
    is_seen: bool = False
    is_wanted: bool = False
    """Whether it is on a list of what is still to be watched."""
    on: date | None = None
