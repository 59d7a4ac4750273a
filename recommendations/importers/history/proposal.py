"""What a file would bring, before anything of it is kept.

It goes to its owner's browser and comes back from there, signed: what nobody confirms has been
nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalog.importers.rejects import Reject
from catalog.importers.rows import UnreadableFile
from recommendations.importers.history.entries import Entry
from recommendations.importers.history.formats import read_entries, recognised
from recommendations.importers.history.matching import Matches

MAX_ROWS = 30_000
# Long enough to look at what was matched, and to come back to it the next morning.
VALID_SECONDS = 24 * 3600

_SALT = "recommendations.history"


@dataclass(frozen=True, slots=True)
class Item:
    """One title of the catalogue, whatever number of rows are of it."""

    movie_id: int
    value: int | None
    """The rating, in half stars."""
    is_seen: bool
    is_wanted: bool
    on: date | None

    def joined_with(self, later: "Item") -> "Item":
        """What both say; of two ratings and dates the later one's."""
        return Item(
            self.movie_id,
            later.value or self.value,
            self.is_seen or later.is_seen,
            self.is_wanted or later.is_wanted,
            later.on or self.on,
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    label: Promise
    """Whose file it is."""
    rows: int
    items: list[Item]
    unmatched: list[Entry]
    """One of each title that the catalogue does not have."""
    rejected: list[Reject]


class BrokenProposal(ValueError):
    """What came back is not what was sent; the message is for people."""


def read_proposal(path: Path, *, name: str) -> Proposal:
    """Of a file that somebody sent under that name. Raises UnreadableFile."""
    known = recognised(path, name=name)
    entries: list[Entry] = []
    rejected: list[Reject] = []
    for row in read_entries(path, known):
        if isinstance(row, Reject):
            rejected.append(row)
        else:
            entries.append(row)
        if len(entries) + len(rejected) > MAX_ROWS:
            raise UnreadableFile(path, _("has more than %(most)s rows") % {"most": MAX_ROWS})
    if not entries and not rejected:
        raise UnreadableFile(path, _("there is no row below the header"))
    items, unmatched = _matched(entries)
    return Proposal(known.label, len(entries) + len(rejected), items, unmatched, rejected)


def _matched(entries: Iterable[Entry]) -> tuple[list[Item], list[Entry]]:
    entries = sorted(entries, key=lambda entry: entry.on or date.min)
    matches = Matches(entries)
    items: dict[int, Item] = {}
    unmatched: dict[tuple[str, int | None], Entry] = {}
    for entry in entries:
        movie_id = matches.title_of(entry)
        if movie_id is None:
            unmatched.setdefault(
                (entry.shows[-1] if entry.shows else entry.title, entry.year), entry
            )
            continue
        item = Item(movie_id, entry.value, entry.is_seen, entry.is_wanted, entry.on)
        items[movie_id] = items[movie_id].joined_with(item) if movie_id in items else item
    newest_first = sorted(items.values(), key=lambda item: item.on or date.min, reverse=True)
    return newest_first, sorted(unmatched.values(), key=lambda entry: entry.line)


def signed(items: Iterable[Item], *, user_id: int) -> str:
    """A text that only this user can hand back."""
    rows = [
        [
            item.movie_id,
            item.value or 0,
            int(item.is_seen),
            int(item.is_wanted),
            item.on.toordinal() if item.on else 0,
        ]
        for item in items
    ]
    return signing.dumps(rows, salt=f"{_SALT}.{user_id}", compress=True)


def unsigned(text: str, *, user_id: int) -> list[Item]:
    """Raises BrokenProposal."""
    try:
        rows: list[list[Any]] = signing.loads(
            text, salt=f"{_SALT}.{user_id}", max_age=VALID_SECONDS
        )
    except signing.SignatureExpired:
        raise BrokenProposal(_("This preview is a day old. Send the file again.")) from None
    except signing.BadSignature:
        raise BrokenProposal(
            _("This is not the preview that you were shown. Send the file again.")
        ) from None
    return [
        Item(
            movie_id, value or None, bool(seen), bool(wanted), date.fromordinal(on) if on else None
        )
        for movie_id, value, seen, wanted, on in rows
    ]
