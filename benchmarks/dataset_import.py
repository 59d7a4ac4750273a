"""Child process of `dataset`: imports its four files and prints what that took."""

import json
import sys
import time
from pathlib import Path

from benchmarks.memory_use import peak_of_this_process


def main(metadata: Path, limit: int) -> None:
    import django

    django.setup()
    from catalog.importers.files import ImportFiles
    from catalog.importers.ingest import import_titles
    from catalog.importers.tmdb import TMDB

    folder = metadata.resolve().parent
    beside = {name: folder / f"{name}.csv" for name in TMDB.side_files}
    began, used = time.perf_counter(), time.process_time()
    report = import_titles(ImportFiles(metadata, TMDB, beside), limit=limit or None, embed=False)
    print(
        json.dumps(
            {
                "rows": report.rows,
                "seconds": time.perf_counter() - began,
                "processor": time.process_time() - used,
                "peak_mb": peak_of_this_process() / 2**20,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
