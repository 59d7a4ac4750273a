"""Child process of `importing`: imports the file named and prints its own peak memory, in MiB."""

import json
import sys
from pathlib import Path

from benchmarks.memory_use import peak_of_this_process


def main(path: Path) -> None:
    import django

    django.setup()
    from catalog.importers.files import ImportFiles
    from catalog.importers.ingest import import_titles

    before = peak_of_this_process()
    import_titles(ImportFiles(path), embed=False)
    mebibyte = 2**20
    print(
        json.dumps({"before_mb": before / mebibyte, "peak_mb": peak_of_this_process() / mebibyte})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
