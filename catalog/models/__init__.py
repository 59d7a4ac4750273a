"""The catalogue's tables, one noun a file."""

from catalog.models.former_title import FormerTitle
from catalog.models.job import Job
from catalog.models.movie import Movie
from catalog.models.outdated_text import OutdatedText
from catalog.models.people import Credit, Person
from catalog.models.source import Source
from catalog.models.terms import Country, Genre
from catalog.models.upload import ImportUpload

__all__ = [
    "Country",
    "Credit",
    "FormerTitle",
    "Genre",
    "ImportUpload",
    "Job",
    "Movie",
    "OutdatedText",
    "Person",
    "Source",
]
