"""The catalogue as CSV: the columns of the Netflix schema, so that it can be imported again, then
what that schema has no column for."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from catalog.exports.rows import FIGURES, Row, exported_rows
from catalog.models import Movie
from catalog.spreadsheets import defused

COLUMNS = (
    *("show_id", "type", "title", "director", "cast", "country", "date_added", "release_year"),
    *("rating", "duration", "listed_in", "description"),
    *("movieclip_id", "sources", "minutes", "seasons", "status", "is_adult", "is_published"),
    *("embedding_model", "updated_at"),
    *("original_title", "original_language", "tagline", "keywords", "companies", "collection"),
    *("characters", "imdb_id", "movielens_id", *FIGURES),
)

KINDS = {Movie.Kind.FILM: "Movie", Movie.Kind.SERIES: "TV Show"}

BYTE_ORDER_MARK = "\ufeff"


def csv_lines(
    movies: QuerySet, *, platform: str = "", for_spreadsheets: bool = False
) -> Iterator[str]:
    """Pieces of the file. Cells that would be formulas are defused; the importer undoes it.

    `for_spreadsheets` puts the mark first by which Excel knows UTF-8.
    """
    writer = csv.writer(_Passing())
    yield (BYTE_ORDER_MARK if for_spreadsheets else "") + writer.writerow(COLUMNS)
    for row in exported_rows(movies, platform=platform):
        yield writer.writerow(_cells(row))


class _Passing:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _cells(row: Row) -> Iterator[Any]:
    cells: Iterable[Any] = (
        row["source_id"],
        KINDS[row["kind"]],
        row["title"],
        ", ".join(row["directors"]),
        ", ".join(row["actors"]),
        ", ".join(row["country_names"]),
        row["date_added"],
        row["release_year"],
        row["age_rating"],
        _duration(row),
        ", ".join(row["genre_names"]),
        row["description"],
        row["id"],
        ", ".join(row["records"]),
        row["minutes"],
        row["seasons"],
        row["status"],
        int(row["is_adult"]),
        int(row["is_published"]),
        row["embedding_model"],
        row["updated_at"].isoformat(),
        row["original_title"],
        row["original_language"],
        row["tagline"],
        # Names of companies have commas in them ("Metro, Inc."), and what actors play does too.
        "; ".join(row["keyword_names"]),
        "; ".join(row["company_names"]),
        row["collection_name"],
        "; ".join(row["characters"]) if any(row["characters"]) else "",
        row["imdb_id"],
        row["movielens_id"],
        *(_plain(row[name]) for name in FIGURES),
    )
    return (defused(cell) if isinstance(cell, str) else cell for cell in cells)


def _plain(figure: Any) -> Any:
    return int(figure) if isinstance(figure, bool) else figure


def _duration(row: Row) -> str:
    if seasons := row["seasons"]:
        return f"{seasons} Season{'s' if seasons > 1 else ''}"
    return f"{row['minutes']} min" if row["minutes"] else ""
