"""Catalogues to measure with: of any size, from real titles."""

import csv
from pathlib import Path

from benchmarks.servers import ROOT, VAR

NETFLIX = ROOT.parent / "shared" / "data" / "netflix" / "netflix_titles.csv"
SAMPLE = ROOT / "catalog" / "sample" / "netflix_titles.csv"

NETFLIX_ROWS = 8_807


def source() -> Path:
    """The Netflix file where it is, else the sample catalogue."""
    return NETFLIX if NETFLIX.is_file() else SAMPLE


def write_catalogue(rows: int) -> Path:
    """A CSV of so many titles, no two alike: after the last row it begins again, with other ids
    and titles and the words of each description in another order."""
    path = VAR / f"catalogue-{rows}.csv"
    with source().open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        originals = list(reader)
        columns = [name for name in reader.fieldnames or [] if name]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        for number in range(rows):
            lap, index = divmod(number, len(originals))
            writer.writerow(_varied(originals[index], lap))
    return path


def _varied(row: dict[str, str], lap: int) -> dict[str, str]:
    if lap == 0:
        return row
    words = row["description"].split()
    turn = lap % max(len(words), 1)
    return row | {
        "show_id": f"{row['show_id']}-{lap}",
        "title": f"{row['title']} {lap + 1}",
        "description": " ".join(words[turn:] + words[:turn]),
    }


def import_catalogue(rows: int) -> int:
    """Fill the empty tables with so many titles, not embedded; how many there are then."""
    from catalog.importers.files import ImportFiles
    from catalog.importers.ingest import import_titles

    return import_titles(ImportFiles(write_catalogue(rows)), embed=False).created
