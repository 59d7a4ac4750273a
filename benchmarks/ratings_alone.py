"""Child process of `ratings`: imports the folder named and prints what that took."""

import json
import sys
import time
from pathlib import Path

from benchmarks.memory_use import peak_of_this_process


def main(folder: Path) -> None:
    import django

    django.setup()
    from recommendations.importers.movielens.ingest import import_movielens

    before, began, used = peak_of_this_process(), time.perf_counter(), time.process_time()
    report = import_movielens(folder, dataset="bench")
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "processor": time.process_time() - used,
                "created": report.files["ratings.csv"].created,
                "before_mb": before / 2**20,
                "peak_mb": peak_of_this_process() / 2**20,
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
