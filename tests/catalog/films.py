"""Films with figures and people, a line each."""

from typing import Any

from catalog.models import Credit, Figures, Movie, Person
from tests.catalog.factories import MovieFactory

FIGURES = {"release_date", "budget", "revenue", "vote_count", "vote_average", "popularity"}


def make_film(
    title: str, *, actors: str | Person = "", directors: str | Person = "", **fields: Any
) -> Movie:
    """Names are separated by commas; a row of figures is made where one of them is given."""
    figures = {name: fields.pop(name) for name in FIGURES & fields.keys()}
    movie = MovieFactory.create(title=title, **fields)
    if figures:
        Figures.objects.create(movie=movie, **figures)
    for role, names in (("actor", actors), ("director", directors)):
        for position, person in enumerate(_people(names)):
            Credit.objects.create(movie=movie, person=person, role=role, position=position)
    return movie


def _people(names: str | Person) -> list[Person]:
    if isinstance(names, Person):
        return [names]
    return [Person.objects.get_or_create(name=name.strip())[0] for name in names.split(",") if name]
