"""The catalogue's tables, one noun a file."""

from catalog.models.figures import Figures
from catalog.models.former_title import FormerTitle
from catalog.models.job import Job
from catalog.models.lexeme import Lexeme
from catalog.models.measurement import Measurement
from catalog.models.movie import Movie
from catalog.models.outdated_text import OutdatedText
from catalog.models.people import Credit, Person
from catalog.models.source import Source
from catalog.models.source_pair import SourcePair
from catalog.models.terms import Collection, Company, Country, Genre, Keyword
from catalog.models.upload import ImportUpload

__all__ = [
    "Collection",
    "Company",
    "Country",
    "Credit",
    "Figures",
    "FormerTitle",
    "Genre",
    "ImportUpload",
    "Job",
    "Keyword",
    "Lexeme",
    "Measurement",
    "Movie",
    "OutdatedText",
    "Person",
    "Source",
    "SourcePair",
]
