"""What one record of somebody's catalogue says of one title, in this site's terms."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["film", "series"]
Role = Literal["director", "actor"]


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """One person in one role; the order of a record's credits is their order on the title."""

    name: str
    role: Role
    tmdb_id: int | None = None
    character: str = ""


@dataclass(frozen=True, slots=True)
class TitleRecord:
    """Empty or None means that the record does not say."""

    source_id: str
    kind: Kind
    title: str
    description: str = ""
    original_title: str = ""
    original_language: str = ""
    tagline: str = ""
    release_year: int | None = None
    date_added: date | None = None
    age_rating: str = ""
    minutes: int | None = None
    seasons: int | None = None
    status: str = "released"
    is_adult: bool = False
    imdb_id: str = ""
    movielens_id: int | None = None
    credits: tuple[CreditRecord, ...] = ()
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    collection: str = ""
    release_date: date | None = None
    budget: int | None = None
    revenue: int | None = None
    vote_count: int | None = None
    vote_average: float | None = None
    popularity: float | None = None

    def to_json(self) -> dict[str, Any]:
        """What `Source.record` holds; what equals its default is left out."""
        said: dict[str, Any] = {}
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value == default:
                continue
            if isinstance(value, date):
                value = value.isoformat()
            elif name == "credits":
                value = [[c.name, c.role, c.tmdb_id, c.character] for c in value]
            elif isinstance(value, tuple):
                value = list(value)
            said[name] = value
        return said

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "TitleRecord":
        values = dict(said)
        for name in ("date_added", "release_date"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        values["credits"] = tuple(CreditRecord(*credit) for credit in said.get("credits", ()))
        for name in ("genres", "countries", "keywords", "companies"):
            values[name] = tuple(said.get(name, ()))
        return cls(**values)

    def to_text(self) -> str:
        """The JSON, always spelt alike."""
        return json.dumps(self.to_json(), sort_keys=True)

    def content_hash(self) -> str:
        """Identity of all that the record says."""
        return hash_of(self.to_text())


def hash_of(text: str) -> str:
    """Identity of a record's text; 128 bits, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


_DEFAULTS = {field.name: field.default for field in dataclasses.fields(TitleRecord)}
