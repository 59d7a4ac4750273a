"""Who rated what as Parquet, as Spark, DuckDB and pandas read it."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from catalog.whole_files import written_whole
from recommendations.collaborative.database import opinion_chunks

if TYPE_CHECKING:
    import pyarrow


def export_ratings(path: Path) -> int:
    """Write one row a rating, in the order of the tables; return how many there were.

    Columns `person` and `title` int64, `stars` float32 (0.5 to 5), `rated_at` in UTC. Memory stays
    flat. The file appears when it is whole; a favourite without a rating counts as five stars.
    """
    from pyarrow import parquet

    schema = _schema()
    written = 0
    with (
        written_whole(path) as file,
        parquet.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        for chunk in opinion_chunks():
            writer.write_table(_table(chunk, schema))
            written += len(chunk)
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
