"""The catalogue's tables, one noun a file."""

from catalog.models.job import Job
from catalog.models.movie import Movie
from catalog.models.people import Credit, Person
from catalog.models.source import Source
from catalog.models.terms import Country, Genre

__all__ = ["Country", "Credit", "Genre", "Job", "Movie", "Person", "Source"]
