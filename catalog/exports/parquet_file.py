"""The catalogue as Parquet: every column with its type, for pandas, DuckDB and their like."""

from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from django.db.models import QuerySet

from catalog.embeddings import DIMENSIONS
from catalog.exports.rows import CHUNK, Row, exported_rows

if TYPE_CHECKING:
    import pyarrow


def write_parquet(
    file: BinaryIO, movies: QuerySet, *, platform: str = "", with_embeddings: bool = False
) -> int:
    """Write a row group for each thousand titles; return how many titles there were."""
    from pyarrow import parquet

    schema = _schema(with_embeddings=with_embeddings)
    rows = exported_rows(movies, platform=platform, with_embeddings=with_embeddings)
    written = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, CHUNK)):
            writer.write_table(_table(chunk, schema))
            written += len(chunk)
    return written


def _table(rows: list[Row], schema: "pyarrow.Schema") -> "pyarrow.Table":
    import pyarrow as pa

    columns = [
        _vectors([row["embedding"] for row in rows])
        if column.name == "embedding"
        else pa.array([row[column.name] for row in rows], column.type)
        for column in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _vectors(vectors: "list[np.ndarray | None]") -> "pyarrow.Array":
    """A column of vectors without a Python number for each of their values."""
    import pyarrow as pa

    nothing = np.zeros(DIMENSIONS, np.float32)
    values = np.concatenate([nothing if vector is None else vector for vector in vectors])
    missing = pa.array([vector is None for vector in vectors])
    return pa.FixedSizeListArray.from_arrays(
        pa.array(values, pa.float32()), DIMENSIONS, mask=missing
    )


def _schema(*, with_embeddings: bool) -> "pyarrow.Schema":
    import pyarrow as pa

    names = pa.list_(pa.string())
    moment = pa.timestamp("us", tz="UTC")
    columns: list[tuple[str, Any]] = [
        ("id", pa.int64()),
        ("source_id", pa.string()),
        ("records", names),
        ("kind", pa.string()),
        ("title", pa.string()),
        ("original_title", pa.string()),
        ("original_language", pa.string()),
        ("tagline", pa.string()),
        ("directors", names),
        ("actors", names),
        ("characters", names),
        ("country_names", names),
        ("genre_names", names),
        ("keyword_names", names),
        ("company_names", names),
        ("collection_name", pa.string()),
        ("description", pa.string()),
        ("release_year", pa.int16()),
        ("date_added", pa.date32()),
        ("age_rating", pa.string()),
        ("minutes", pa.int16()),
        ("seasons", pa.int16()),
        ("status", pa.string()),
        ("is_adult", pa.bool_()),
        ("is_published", pa.bool_()),
        ("imdb_id", pa.string()),
        ("movielens_id", pa.int64()),
        ("release_date", pa.date32()),
        ("budget", pa.int64()),
        ("revenue", pa.int64()),
        ("return_ratio", pa.float64()),
        ("is_implausible", pa.bool_()),
        ("vote_count", pa.int64()),
        ("vote_average", pa.float64()),
        ("popularity", pa.float64()),
        ("embedding_model", pa.string()),
        ("created_at", moment),
        ("updated_at", moment),
    ]
    if with_embeddings:
        columns.append(("embedding", pa.list_(pa.float32(), DIMENSIONS)))
    return pa.schema(columns)
