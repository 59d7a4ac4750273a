"""The titles of a Netflix viewing history, where an episode is `Show: Season 1: Name of it`."""

import re

# What Netflix calls the parts of a show, in the languages of this site and of some neighbours.
_PART = re.compile(
    r"(season|series|part|volume|vol|book|chapter|collection|limited series|miniseries|"
    r"temporada|parte|volumen|libro|capítulo|colección|miniserie|serie limitada|"
    r"saison|partie|staffel|teil|stagione|séries?)\b\.?(?: *\w{1,5})?$",
    re.IGNORECASE,
)

# A name has no more colons than this; a cell that somebody made up may.
_MOST_COLONS = 5


def possible_shows(title: str) -> tuple[str, ...]:
    """What stands before a part of a show, the longest first; empty for what is no episode.

    A film may have colons too: `Mission: Impossible`. So one colon makes an episode only of what
    names a part behind it. With two, what stands before the first may be a show as well
    (`Chef's Table: BBQ: Tootsie Tomanetz`): the whole name is always looked for first.
    """
    parts = [part.strip() for part in title.split(":", _MOST_COLONS)]
    shows = []
    for cut in range(len(parts) - 1, 0, -1):
        show, rest = ": ".join(parts[:cut]), parts[cut:]
        # `Stranger Things: Stranger Things 3: Chapter One`
        is_part = any(_PART.match(part) for part in rest) or rest[0].startswith(parts[0])
        if show and (is_part or len(rest) > 1):
            shows.append(show)
    return tuple(shows)
