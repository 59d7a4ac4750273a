"""Child process of `dataset`: the four files cleaned as published systems do it, with pandas."""

import ast
import json
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.memory_use import peak_of_this_process

LITERALS = ("belongs_to_collection", "genres", "production_companies", "production_countries")


def main(folder: Path, limit: int) -> None:
    began, used = time.perf_counter(), time.process_time()
    films = clean(folder, limit or None)
    print(
        json.dumps(
            {
                "rows": len(films),
                "seconds": time.perf_counter() - began,
                "processor": time.process_time() - used,
                "peak_mb": peak_of_this_process() / 2**20,
            }
        )
    )


def clean(folder: Path, limit: int | None) -> pd.DataFrame:
    films = pd.read_csv(folder / "movies_metadata.csv", low_memory=False, nrows=limit)
    films["id"] = pd.to_numeric(films["id"], errors="coerce")
    credits = pd.read_csv(folder / "credits.csv", nrows=limit)
    keywords = pd.read_csv(folder / "keywords.csv", nrows=limit)
    links = pd.read_csv(folder / "links.csv").rename(columns={"tmdbId": "id"})
    for column in LITERALS:
        films[column] = films[column].map(names)
    credits["cast"] = credits["cast"].map(names)
    credits["director"] = credits["crew"].map(directors)
    keywords["keywords"] = keywords["keywords"].map(names)
    for column in ("budget", "revenue", "popularity", "vote_count"):
        films[column] = pd.to_numeric(films[column], errors="coerce").fillna(0)
    films["release_date"] = pd.to_datetime(films["release_date"], errors="coerce")
    films["release_year"] = films["release_date"].dt.year
    films["return"] = (films["revenue"] / films["budget"]).where(films["budget"] > 0, 0)
    films = films.merge(credits.drop(columns="crew"), on="id", how="left")
    return films.merge(keywords, on="id", how="left").merge(links, on="id", how="left")


def names(cell: Any) -> list[str]:
    things = _read(cell)
    return [thing["name"] for thing in things if isinstance(thing, dict)]


def directors(cell: Any) -> list[str]:
    return [member["name"] for member in _read(cell) if member["job"] == "Director"]


def _read(cell: Any) -> list[Any]:
    if not isinstance(cell, str):
        return []
    try:
        value = ast.literal_eval(cell)
    except (ValueError, SyntaxError):
        return []
    return value if isinstance(value, list) else [value]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
