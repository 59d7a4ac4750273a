"""Rows imported a second, without embedding, and whether memory stays flat."""

import json
import time
from statistics import median
from typing import Any

from benchmarks.catalogues import NETFLIX_ROWS, write_catalogue
from benchmarks.servers import empty_tables, run_alone


def measure(*, quick: bool) -> dict[str, Any]:
    rows, rounds = (1_000, 1) if quick else (NETFLIX_ROWS, 3)
    path = write_catalogue(rows)
    first, second = [], []
    for _ in range(rounds):
        empty_tables()
        first.append(rows / _seconds(path))
        second.append(rows / _seconds(path))
    few = 300 if quick else 1_000
    small, large = (_peak(few * factor) for factor in (1, 10))
    return {
        "rows": rows,
        "rounds": rounds,
        "first_run_rows_per_second": median(first),
        "unchanged_run_rows_per_second": median(second),
        "ratio_unchanged_to_first": median(b / a for a, b in zip(first, second, strict=True)),
        "ratio_peak_memory_of_10x_rows": large["peak_mb"] / small["peak_mb"],
        "peak_before_import_mb": small["before_mb"],
        f"peak_{few}_rows_mb": small["peak_mb"],
        f"peak_{few * 10}_rows_mb": large["peak_mb"],
    }


def _seconds(path: Any) -> float:
    from catalog.importers.files import ImportFiles
    from catalog.importers.ingest import import_titles

    begin = time.perf_counter()
    import_titles(ImportFiles(path), embed=False)
    return time.perf_counter() - begin


def _peak(rows: int) -> dict[str, float]:
    empty_tables()
    result: dict[str, float] = json.loads(run_alone("import_alone", write_catalogue(rows)))
    return result
