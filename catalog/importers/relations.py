"""What stands in the tables around a title: its terms, its credits, its figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection
from psycopg.sql import SQL, Identifier

from catalog.importers.copying import copy_rows
from catalog.importers.people import people_of
from catalog.models import (
    Collection,
    Company,
    Country,
    Credit,
    Figures,
    Genre,
    Keyword,
    Movie,
    Person,
    Source,
)
from catalog.models.terms import Term
from catalog.records import CreditRecord, TitleRecord

Pair = tuple[TitleRecord, Movie]
AnyTerm = TypeVar("AnyTerm", bound=Term)

# Field of a record, of the same name on the title → what it names.
TERMS: dict[str, type[Term]] = {
    "genres": Genre,
    "countries": Country,
    "keywords": Keyword,
    "companies": Company,
}
FIGURES = ("release_date", "budget", "revenue", "vote_count", "vote_average", "popularity")

_MAX_CHARACTER = 300


def clear_relations(movies: Sequence[Movie]) -> None:
    throughs = (getattr(Movie, name).through for name in TERMS)
    for model in (*throughs, Credit, Figures):
        model._default_manager.filter(movie__in=movies).delete()


def write_relations(pairs: Sequence[Pair]) -> None:
    """For titles that have none of them."""
    for name, model in TERMS.items():
        ids = ids_by_name(model, (term for record, _ in pairs for term in getattr(record, name)))
        copy_rows(
            getattr(Movie, name).through,
            ["movie_id", f"{model._meta.model_name}_id"],
            (
                (movie.pk, ids[term])
                for record, movie in pairs
                for term in dict.fromkeys(getattr(record, name))
            ),
        )
    people = people_of(credit for record, _ in pairs for credit in record.credits)
    copy_rows(
        Credit,
        ["movie_id", "role", "position", "person_id", "character"],
        (row for record, movie in pairs for row in _credit_rows(movie.pk, record.credits, people)),
    )
    figures = ((movie.pk, *_figures_of(record)) for record, movie in pairs)
    told = (row for row in figures if any(value is not None for value in row[1:]))
    copy_rows(Figures, ["movie_id", *FIGURES], told)


def collections_by_name(records: Iterable[TitleRecord]) -> dict[str, int]:
    """Ids of the collections that the records name, made where missing."""
    return ids_by_name(Collection, (r.collection for r in records if r.collection))


def written_tables() -> list[str]:
    """All tables that a batch writes to."""
    throughs = (getattr(Movie, name).through for name in TERMS)
    models = (Movie, Source, Person, Credit, Figures, Collection, *TERMS.values(), *throughs)
    return [model._meta.db_table for model in models]


def ids_by_name(model: type[AnyTerm], names: Iterable[str]) -> dict[str, int]:
    """Ids of the rows with these names, made where missing."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    known = _known_ids(model, wanted)
    if missing := [name for name in wanted if name not in known]:
        rows = [model(name=name) for name in missing]
        model._default_manager.bulk_create(rows, ignore_conflicts=True)
        known |= _known_ids(model, missing)
    return known


def _known_ids(model: type[Term], names: list[str]) -> dict[str, int]:
    # One array, and not some thousand parameters.
    query = SQL("SELECT name, id FROM {} WHERE name = ANY(%s)")
    with connection.cursor() as cursor:
        cursor.execute(query.format(Identifier(model._meta.db_table)), [names])
        return dict(cursor.fetchall())


def _credit_rows(
    movie_id: int, credits: Sequence[CreditRecord], people: Mapping[Any, int]
) -> Iterator[tuple[Any, ...]]:
    """A person once in each role: two spellings may have turned out to be one."""
    characters: dict[tuple[str, int], list[str]] = {}
    for credit in credits:
        key = (credit.role, people[credit.name, credit.tmdb_id])
        characters.setdefault(key, []).append(credit.character)
    positions = dict.fromkeys(Credit.Role.values, 0)
    for (role, person_id), played in characters.items():
        character = " / ".join(dict.fromkeys(filter(None, played)))[:_MAX_CHARACTER]
        yield movie_id, role, positions[role], person_id, character
        positions[role] += 1


def _figures_of(record: TitleRecord) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in FIGURES)
