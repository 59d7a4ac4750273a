"""The admin of the catalogue, for curators and operators: one noun a file."""

from catalog.admin.jobs import JobAdmin
from catalog.admin.movies import MovieAdmin
from catalog.admin.names import NameAdmin, PersonAdmin
from catalog.admin.uploads import ImportUploadAdmin

__all__ = ["ImportUploadAdmin", "JobAdmin", "MovieAdmin", "NameAdmin", "PersonAdmin"]
