"""Which people a record's credits mean.

A person is known by an id of TMDB, or by name alone. An id names one person: where it stands with
another name than before, one of the two is wrong, so that name is taken for itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db import connection

from catalog.importers.copying import copy_rows, new_ids
from catalog.models import Person
from catalog.models.people import NAME_KEY_LENGTH
from catalog.names import normalised_name
from catalog.records import CreditRecord

# Name and TMDB id, as a record has them.
Key = tuple[str, int | None]


def key_of(credit: CreditRecord) -> Key:
    return credit.name, credit.tmdb_id


def people_of(credits: Iterable[CreditRecord]) -> dict[Key, int]:
    """Ids of our rows for all of these, made where missing.

    Somebody with an id is the person who has it, else the one of exactly that name who has none
    yet, and gets it. Somebody without is the one person of that name, or, of several, the one who
    is known by name alone. The caller keeps other imports out meanwhile.
    """
    keys = list(dict.fromkeys(map(key_of, credits)))
    known = _Known(keys)
    # Ids first: whoever has one may be meant by a name alone as well.
    found = {key: person for key in keys if (person := known.with_id(*key))}
    found |= {key: known.named(key[0]) for key in keys if key not in found}
    known.write()
    return {key: person.pk for key, person in found.items()}


@dataclass(slots=True)
class _Somebody:
    """A row of Person; an object of the model takes five times as long to make."""

    pk: int
    name: str
    name_key: str
    tmdb_id: int | None


class _Known:
    """The people that some keys may mean, and those that are made for them."""

    def __init__(self, keys: Sequence[Key]) -> None:
        self._new: list[_Somebody] = []
        self._adopted: list[_Somebody] = []
        self._by_id: dict[int, _Somebody] = {}
        self._by_name: dict[str, list[_Somebody]] = {}
        for row in _rows(keys):
            self._note(_Somebody(*row))

    def with_id(self, name: str, tmdb_id: int | None) -> _Somebody | None:
        """None where there is no id, or it is somebody else's."""
        if tmdb_id is None:
            return None
        if person := self._by_id.get(tmdb_id):
            is_same = person.name == name or person.name_key == _name_key(name)
            return person if is_same else None
        if person := self._without_id(name):
            person.tmdb_id = tmdb_id
            self._by_id[tmdb_id] = person
            self._adopted.append(person)
            return person
        return self._made(name, tmdb_id)

    def named(self, name: str) -> _Somebody:
        people = self._by_name.get(name, [])
        return people[0] if len(people) == 1 else self._without_id(name) or self._made(name, None)

    def write(self) -> None:
        for person, pk in zip(self._new, new_ids(Person, len(self._new)), strict=True):
            person.pk = pk
        columns = ("id", "name", "name_key", "tmdb_id")
        copy_rows(Person, columns, map(attrgetter("pk", *columns[1:]), self._new))
        # In the order of the rows, as everybody locks them.
        for person in sorted(self._adopted, key=attrgetter("pk")):
            Person.objects.filter(pk=person.pk).update(tmdb_id=person.tmdb_id)

    def _without_id(self, name: str) -> _Somebody | None:
        return next((p for p in self._by_name.get(name, ()) if p.tmdb_id is None), None)

    def _made(self, name: str, tmdb_id: int | None) -> _Somebody:
        person = _Somebody(0, name, _name_key(name), tmdb_id)
        self._new.append(person)
        self._note(person)
        return person

    def _note(self, person: _Somebody) -> None:
        self._by_name.setdefault(person.name, []).append(person)
        if person.tmdb_id is not None:
            self._by_id[person.tmdb_id] = person


def _rows(keys: Sequence[Key]) -> list[tuple[int, str, str, int | None]]:
    """Of those who have one of the names or one of the ids, in the order of their own ids."""
    names = [name for name, _ in keys]
    ids = [tmdb_id for _, tmdb_id in keys if tmdb_id]
    with connection.cursor() as cursor:
        # Two arrays, and not some thousand parameters.
        cursor.execute(
            "SELECT id, name, name_key, tmdb_id FROM catalog_person WHERE name = ANY(%s)"
            " UNION SELECT id, name, name_key, tmdb_id FROM catalog_person WHERE tmdb_id = ANY(%s)"
            " ORDER BY id",
            [names, ids],
        )
        return cursor.fetchall()


def _name_key(name: str) -> str:
    return normalised_name(name)[:NAME_KEY_LENGTH]
