"""The admin of the catalogue, for curators and operators: one noun a file."""

from catalog.admin.credits import CreditAdmin
from catalog.admin.jobs import JobAdmin
from catalog.admin.measurements import MeasurementAdmin
from catalog.admin.movies import MovieAdmin
from catalog.admin.names import NameAdmin
from catalog.admin.people import PersonAdmin
from catalog.admin.source_pairs import SourcePairAdmin
from catalog.admin.sources import SourceAdmin
from catalog.admin.terms import TermAdmin
from catalog.admin.uploads import ImportUploadAdmin

__all__ = [
    "CreditAdmin",
    "ImportUploadAdmin",
    "JobAdmin",
    "MeasurementAdmin",
    "MovieAdmin",
    "NameAdmin",
    "PersonAdmin",
    "SourceAdmin",
    "SourcePairAdmin",
    "TermAdmin",
]
