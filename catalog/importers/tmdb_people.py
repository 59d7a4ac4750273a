"""The cells `cast` and `crew`, of which the actors and the directors are read."""

from collections.abc import Iterable, Iterator
from typing import Any

from catalog.importers.cells import clean_text
from catalog.importers.fields import MAX_PERSON, shown
from catalog.importers.literals import BrokenLiteral, read_literal
from catalog.records import CreditRecord, Role

MAX_PERSON_ID = 2**31 - 1
MAX_CHARACTER = 300


def read_credits(cells: dict[str, str], warnings: list[str]) -> tuple[CreditRecord, ...]:
    """Directors, then actors, each once in their order; who plays two characters plays "A / B".

    What is no person is left out and named in `warnings`.
    """
    crew = [m for m in _members(cells, "crew", warnings) if m.get("job") == "Director"]
    cast = _members(cells, "cast", warnings)
    orders = [member.get("order") for member in cast]
    if all(type(order) is int for order in orders):
        cast.sort(key=lambda member: member["order"])
    return (
        *_once_each(_credits(crew, "director", "crew", warnings)),
        *_once_each(_credits(cast, "actor", "cast", warnings)),
    )


def _members(cells: dict[str, str], column: str, warnings: list[str]) -> list[dict[str, Any]]:
    text = cells.get(column, "")
    if text in ("", "[]"):
        return []
    try:
        value = read_literal(text)
    except BrokenLiteral:
        value = None
    members = [m for m in value if isinstance(m, dict)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(members) < len(value):
        warnings.append(f"{column} {shown(clean_text(text[:200]))} cannot be read")
    return members


def _credits(
    members: Iterable[dict[str, Any]], role: Role, column: str, warnings: list[str]
) -> Iterator[CreditRecord]:
    for member in members:
        name = member.get("name")
        name = clean_text(name) if isinstance(name, str) else ""
        if not name or len(name) > MAX_PERSON:
            warnings.append(f"{column} has somebody whose name is {shown(name)}")
            continue
        character = member.get("character")
        character = clean_text(character) if character and isinstance(character, str) else ""
        yield CreditRecord(name, role, _person_id(member.get("id")), character[:MAX_CHARACTER])


def _person_id(value: Any) -> int | None:
    return value if type(value) is int and 0 < value <= MAX_PERSON_ID else None


def _once_each(credits: Iterable[CreditRecord]) -> Iterable[CreditRecord]:
    first: dict[tuple[str, int | None], CreditRecord] = {}
    for credit in credits:
        key = (credit.name, credit.tmdb_id)
        if known := first.get(key):
            both = dict.fromkeys(filter(None, (*known.character.split(" / "), credit.character)))
            credit = CreditRecord(
                known.name, known.role, known.tmdb_id, " / ".join(both)[:MAX_CHARACTER]
            )
        first[key] = credit
    return first.values()
