"""Ratings imported a second from a folder of MovieLens' size, and the memory that it takes."""

import json
from pathlib import Path
from typing import Any

from benchmarks.servers import VAR, empty_tables, run_alone

# As in ml-latest, the largest set of MovieLens: 33.8 million ratings of 331,000 people.
ROWS = 33_000_000
RATINGS_OF_A_PERSON = 102
FILMS = 40_000


def measure(*, quick: bool) -> dict[str, Any]:
    rows = 200_000 if quick else ROWS
    empty_tables()
    _make_titles()
    small = _imported(_write_folder(rows // 10))
    folder = _write_folder(rows)
    first, second = _imported(folder), _imported(folder)
    return {
        "rows": rows,
        "films": FILMS,
        "first_run_rows_per_second": rows / first["seconds"],
        "unchanged_run_rows_per_second": rows / second["seconds"],
        # Without what Postgres needs; of one core, whatever else this machine does.
        "first_run_rows_per_processor_second": rows / first["processor"],
        "created_by_the_second_run": second["created"],
        "ratio_peak_memory_of_10x_rows": first["peak_mb"] / small["peak_mb"],
        "peak_before_import_mb": first["before_mb"],
        "peak_mb": first["peak_mb"],
        **_sizes(),
    }


def _imported(folder: Path) -> dict[str, float]:
    result: dict[str, float] = json.loads(run_alone("ratings_alone", folder))
    return result


def _make_titles() -> None:
    """Half of the films, found by their ids; the others are no titles here."""
    from catalog.models import Movie, Source

    for start in range(1, FILMS // 2, 1_000):
        numbers = range(start, min(start + 1_000, FILMS // 2 + 1))
        movies = [Movie(title=f"Film {n}", kind="film", release_year=2000) for n in numbers]
        for movie in movies:
            movie.derive_fields()
        Movie.objects.bulk_create(movies)
        Source.objects.bulk_create(
            Source(movie=movie, platform="tmdb", source_id=str(10 * n), content_hash="")
            for n, movie in zip(numbers, movies, strict=True)
        )


def _write_folder(rows: int) -> Path:
    """Few films have most of the ratings, as in life. Film n has the id 10 n at TMDB."""
    import numpy as np

    folder = VAR / f"ratings-{rows}"
    folder.mkdir(exist_ok=True)
    films = range(1, FILMS + 1)
    (folder / "movies.csv").write_text(
        "movieId,title,genres\n" + "".join(f"{n},Film {n} (2000),Drama\n" for n in films)
    )
    (folder / "links.csv").write_text(
        "movieId,imdbId,tmdbId\n" + "".join(f"{n},{n:07},{10 * n}\n" for n in films)
    )
    random = np.random.default_rng(1)
    written = person = 0
    with (folder / "ratings.csv").open("w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        while written < rows:
            person += 1
            drawn = (FILMS * random.random(RATINGS_OF_A_PERSON) ** 3).astype(int) + 1
            chosen = np.unique(drawn)[: rows - written]
            stars = random.integers(1, 11, len(chosen)) / 2
            lines = zip(chosen.tolist(), stars.tolist(), strict=True)
            file.writelines(f"{person},{n},{s},{10**9 + person}\n" for n, s in lines)
            written += len(chosen)
    return folder


def _sizes() -> dict[str, float]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), pg_table_size('recommendations_raterrating'), "
            "pg_indexes_size('recommendations_raterrating') FROM recommendations_raterrating"
        )
        count, table, indexes = cursor.fetchone()
    return {"ratings_kept": count, "table_mb": table / 2**20, "indexes_mb": indexes / 2**20}
