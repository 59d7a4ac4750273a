"""Who rated what as Parquet, as Spark, DuckDB and pandas read it."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from recommendations.collaborative.database import opinion_chunks

if TYPE_CHECKING:
    import pyarrow


def export_ratings(path: Path) -> int:
    """Write one row a rating, in the order of the tables; return how many there were.

    Columns `person` and `title` int64, `stars` float32 (0.5 to 5), `rated_at` in UTC. Memory stays
    flat. The file appears when it is whole; a favourite without a rating counts as five stars.
    """
    from pyarrow import parquet

    if path.is_dir():
        raise IsADirectoryError(0, "is a folder")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    schema = _schema()
    written = 0
    try:
        with (
            unfinished.open("xb") as file,
            parquet.ParquetWriter(file, schema, compression="zstd") as writer,
        ):
            for chunk in opinion_chunks():
                writer.write_table(_table(chunk, schema))
                written += len(chunk)
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    return written


def _schema() -> "pyarrow.Schema":
    import pyarrow as pa

    return pa.schema(
        [
            ("person", pa.int64()),
            ("title", pa.int64()),
            ("stars", pa.float32()),
            ("rated_at", pa.timestamp("ms", tz="UTC")),
        ]
    )


def _table(chunk: np.ndarray, schema: "pyarrow.Schema") -> "pyarrow.Table":
    import pyarrow as pa

    columns = (
        chunk["person"],
        chunk["title"],
        chunk["half_stars"].astype(np.float32) / 2,
        chunk["moment"] * 1000,
    )
    return pa.Table.from_arrays(
        [
            pa.array(np.ascontiguousarray(column), field.type)
            for column, field in zip(columns, schema, strict=True)
        ],
        schema=schema,
    )
