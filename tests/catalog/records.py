"""Titles that imports have brought, made without a file."""

from typing import Any

from catalog.importers.batches import write_batch
from catalog.importers.schema import ParsedRow
from catalog.models import Source
from catalog.records import CreditRecord, TitleRecord


def film(
    title: str,
    year: int | None = 2001,
    *,
    directors: str = "",
    cast: str = "",
    source_id: str = "",
    **said: Any,
) -> TitleRecord:
    """Names are separated by commas; an id of TMDB may follow one: `Jane Doe 7`."""
    credits = [_credit(name, "director") for name in directors.split(", ") if name]
    credits += [_credit(name, "actor") for name in cast.split(", ") if name]
    return TitleRecord(
        source_id=source_id or f"{title} {year}"[:50],
        kind=said.pop("kind", "film"),
        title=title,
        release_year=year,
        credits=tuple(credits),
        **said,
    )


def imported(record: TitleRecord, platform: str) -> Source:
    """The record in the catalogue, on a title of its own."""
    write_batch([ParsedRow(line=1, record=record)], platform=platform)
    return Source.objects.get(platform=platform, source_id=record.source_id)


def _credit(text: str, role: Any) -> CreditRecord:
    name, _, number = text.rpartition(" ")
    if number.isdigit():
        return CreditRecord(name, role, int(number))
    return CreditRecord(text, role)
