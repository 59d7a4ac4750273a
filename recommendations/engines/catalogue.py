"""The whole catalogue as engines learn it, whether it comes from the database or a file."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan

import numpy as np
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from catalog.models import Genre, Movie
from catalog.version import catalogue_version

ROWS = 2_000


@dataclass(frozen=True, eq=False)
class CatalogueData:
    """One title a row: all have the length t."""

    title_ids: np.ndarray
    """int64[t], ascending"""
    kinds: Sequence[str]
    """as `Movie.Kind`"""
    texts: Sequence[str]
    """title, genres, overview and keywords, a line each"""
    genres: Sequence[tuple[str, ...]]
    """in alphabetical order; empty where none is known"""
    years: np.ndarray
    """float32[t]; NaN where not known"""
    popularity: np.ndarray
    """float32[t]; NaN where not known"""
    version: str = ""
    """of the catalogue when it was read (`catalog.version`)"""

    def __len__(self) -> int:
        return len(self.title_ids)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that engines read, in hexadecimal."""
        digest = hashlib.sha256()
        for array in (self.title_ids, self.years, self.popularity):
            digest.update(np.ascontiguousarray(array).data)
        for row in zip(self.kinds, self.texts, self.genres, strict=True):
            digest.update(repr(row).encode())
        return digest.hexdigest()


def catalogue_from_database() -> CatalogueData:
    """All published titles, by one statement. Rows are read a few thousand at a time; what is kept
    of a title is its text, which is about half a kilobyte."""
    version = catalogue_version()  # before the titles: what changes meanwhile is a newer version
    genre_names = Genre.objects.filter(movies=OuterRef("pk")).order_by("name").values("name")
    rows = (
        Movie.objects.published()
        .annotate(genre_names=ArraySubquery(genre_names))
        .order_by("pk")
        .values_list(
            "pk",
            "kind",
            "title",
            "genre_names",
            "description",
            "keywords_text",
            "release_year",
            "figures__popularity",
        )
    )
    title_ids, kinds, texts, genres, years, popularity = [], [], [], [], [], []
    for pk, kind, name, of_title, description, keywords, year, popular in rows.iterator(ROWS):
        title_ids.append(pk)
        kinds.append(kind)
        texts.append("\n".join([name, ", ".join(of_title), description, keywords]))
        genres.append(tuple(of_title))
        years.append(nan if year is None else year)
        popularity.append(nan if popular is None else popular)
    return CatalogueData(
        title_ids=np.array(title_ids, dtype=np.int64),
        kinds=kinds,
        texts=texts,
        genres=genres,
        years=np.array(years, dtype=np.float32),
        popularity=np.array(popularity, dtype=np.float32),
        version=version,
    )
