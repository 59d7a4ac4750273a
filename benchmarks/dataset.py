"""The Movies Dataset: rows imported a second, without embedding, beside the plain way.

The plain way is that of published systems: all files in memory as pandas' tables, every cell read
with `ast.literal_eval`, merged by id; nothing is stored, checked or joined with what is there.
"""

import json
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import cpu_time
from benchmarks.servers import ROOT, VAR, empty_tables, run_alone

DATA = ROOT.parent / "shared" / "data" / "the-movies-dataset"
QUICK_ROWS = 2_000


def measure(*, quick: bool) -> dict[str, Any]:
    if not DATA.is_dir():
        return {"skipped": f"there is no {DATA}"}
    rounds, limit = (1, QUICK_ROWS) if quick else (3, None)
    first, again, plain, processor = [], [], [], []
    for _ in range(rounds):
        empty_tables()
        before = cpu_time.of_postgres()
        first.append(_import(limit))
        processor.append(cpu_time.of_postgres() - before)
        again.append(_import(limit))
        plain.append(json.loads(run_alone("dataset_plainly", DATA, limit or 0)))
    rates = [run["rows"] / run["seconds"] for run in first]
    plain_rates = [run["rows"] / run["seconds"] for run in plain]
    return {
        "rows": first[0]["rows"],
        "rounds": rounds,
        "first_run_rows_per_second": median(rates),
        "unchanged_run_rows_per_second": median(run["rows"] / run["seconds"] for run in again),
        "plain_rows_per_second": median(plain_rates),
        "ratio_first_run_to_plain": median(a / b for a, b in zip(rates, plain_rates, strict=True)),
        "processor_seconds_python": median(run["processor"] for run in first),
        "processor_seconds_postgres": median(processor),
        "processor_seconds_plain": median(run["processor"] for run in plain),
        "peak_mb": max(run["peak_mb"] for run in first),
        "peak_plain_mb": max(run["peak_mb"] for run in plain),
    }


def _import(limit: int | None) -> dict[str, float]:
    """In a process of its own, whose memory and processor time it tells."""
    began = time.perf_counter()
    result: dict[str, float] = json.loads(run_alone("dataset_import", metadata(), limit or 0))
    return result | {"with_start_seconds": time.perf_counter() - began}


def metadata() -> Path:
    """A name in a folder of ours for the file: rejected rows are written beside it."""
    path = VAR / "movies_metadata.csv"
    if not path.is_symlink():
        path.symlink_to(DATA / "movies_metadata.csv")
    return path
