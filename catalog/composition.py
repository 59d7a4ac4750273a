"""What a title says when several records speak of it."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from catalog.names import normalised_name
from catalog.records import CreditRecord, TitleRecord

# All that any record files the title under.
UNITED = ("genres", "countries", "keywords", "companies")

# A mean without its votes says nothing, and a length belongs to a kind: films have no seasons.
TOGETHER = (("vote_count", "vote_average"), ("minutes", "seasons"))

_COMPOSED_APART = {"source_id", "kind", "status", "is_adult", "credits", *UNITED}
_ALONE = tuple(
    field.name
    for field in dataclasses.fields(TitleRecord)
    if field.name not in _COMPOSED_APART and not any(field.name in group for group in TOGETHER)
)


def compose(records: Sequence[TitleRecord]) -> TitleRecord:
    """One record of several, which are ordered as the title's sources are, by id.

    The first leads: the others fill what it leaves blank, and add to genres, countries, keywords
    and companies. What one knows to be released or adult is so. People with TMDB ids are named
    before those known by name alone; see `compose_credits`. Raises ValueError for no records.
    """
    if not records:
        raise ValueError("a title is composed of one record at least")
    first = records[0]
    if len(records) == 1:
        return first
    # Of another kind nothing is taken that belongs to a kind.
    like_first = [record for record in records if record.kind == first.kind]
    values: dict[str, Any] = {name: _first_said(records, (name,))[0] for name in _ALONE}
    values |= zip(TOGETHER[0], _first_said(records, TOGETHER[0]), strict=True)
    values |= zip(TOGETHER[1], _first_said(like_first, TOGETHER[1]), strict=True)
    for name in UNITED:
        values[name] = tuple(dict.fromkeys(x for record in records for x in getattr(record, name)))
    is_released = any(record.status == "released" for record in records)
    return TitleRecord(
        source_id=first.source_id,
        kind=first.kind,
        status="released" if is_released else first.status,
        is_adult=any(record.is_adult for record in records),
        credits=compose_credits([record.credits for record in records]),
        **values,
    )


def compose_credits(lists: Iterable[Sequence[CreditRecord]]) -> tuple[CreditRecord, ...]:
    """The lists one after the other, those with TMDB ids first; a name that was there in the role
    is not named again, in whatever spelling of case, accents and punctuation. Two people of one
    name that a single list tells apart stay two."""
    composed: list[CreditRecord] = []
    known: set[tuple[str, str]] = set()
    for credits in sorted(lists, key=lambda credits: not any(c.tmdb_id for c in credits)):
        new = [c for c in credits if (c.role, normalised_name(c.name)) not in known]
        known.update((c.role, normalised_name(c.name)) for c in new)
        composed += new
    return tuple(composed)


def _first_said(records: Iterable[TitleRecord], names: Sequence[str]) -> tuple[Any, ...]:
    """These fields of the first record that says anything in one of them."""
    said: tuple[Any, ...] = ()
    for record in records:
        values = tuple(getattr(record, name) for name in names)
        if any(value not in (None, "") for value in values):
            return values
        said = said or values
    return said
