"""The seven questions and the page of insights at the size of The Movies Dataset, beside the plain
way: the same CSVs in frames, in memory. Both are asked in turn, warm, for the same names.
"""

import random
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from benchmarks.phases import Phases
from benchmarks.plain_process import PlainWay, plain_way
from benchmarks.servers import ROOT, VAR, empty_tables
from benchmarks.spread import spread
from benchmarks.workers import celery_worker, embed

if TYPE_CHECKING:
    from django.test import Client

FOLDER = ROOT.parent / "shared" / "data" / "the-movies-dataset"
AT_ONCE = 8_000  # titles that are embedded before we look again
ROUNDS = 5  # of the page of insights


def measure(*, quick: bool) -> dict[str, Any]:
    """Empty where the dataset is not there."""
    if not FOLDER.is_dir():
        return {"left_out": f"{FOLDER} is not there"}
    from django.conf import settings

    settings.API_REQUESTS_PER_MINUTE = 10**9
    rows = 2_000 if quick else 0
    empty_tables()
    seconds = _import(rows or None)
    ids = _embed_all()
    with plain_way(FOLDER, rows, _save_vectors(ids)) as plain:
        asked = _arguments(20 if quick else 100, ids)
        found: dict[str, Any] = {
            "titles": len(ids),
            "seconds_to_import": seconds,
            "plain_seconds_to_start": plain.ready["seconds"],
            "plain_peak_memory_mb": plain.ready["peak_mb"],
            "months_that_agree": _months_that_agree(plain),
        }
        for question, arguments in asked.items():
            found[question] = _compare(plain, question, arguments)
        found["unknown_name"] = _unknown_names()
        found["insights"] = _compare_insights(plain)
    return found


# The catalogue ----------------------------------------------------------------------------------


def _import(rows: int | None) -> float:
    from django.db import connection

    from catalog.importers.files import ImportFiles
    from catalog.importers.ingest import import_titles
    from catalog.importers.tmdb import TMDB

    # Beside a copy of the metadata, since rejected rows are left beside their file.
    path = VAR / "movies_metadata.csv"
    path.write_bytes((FOLDER / path.name).read_bytes())
    beside = {name: FOLDER / f"{name}.csv" for name in TMDB.side_files}
    begin = time.perf_counter()
    import_titles(ImportFiles(path, TMDB, beside), limit=rows, embed=False)
    seconds = time.perf_counter() - begin
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return seconds


def _embed_all() -> list[int]:
    """By the workers, as the site does it; the ids of all titles."""
    from catalog.models import Movie

    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    with celery_worker(2, first_titles=ids[:2]):
        for start in range(2, len(ids), AT_ONCE):
            embed(ids[start : start + AT_ONCE])
    return ids


def _save_vectors(ids: list[int]) -> Path:
    import numpy as np

    from catalog.models import Movie

    vectors = dict(Movie.objects.values_list("pk", "embedding").iterator())
    path = VAR / "vectors.npy"
    np.save(path, np.vstack([np.asarray(vectors[pk], dtype=np.float32) for pk in ids]))
    return path


# What is asked ----------------------------------------------------------------------------------


def _arguments(count: int, ids: list[int]) -> dict[str, list[tuple[str, Any]]]:
    """Question → what the site is asked and what the plain way: half of the names are those that
    most people ask for, the most voted or most credited ones, and half are drawn by chance."""
    from django.db.models import Count, F

    from catalog.models import Movie, Person

    chance = random.Random(7)
    voted = Movie.objects.order_by(F("figures__vote_count").desc(nulls_last=True), "pk")
    titles = _half_by_chance(list(voted.values_list("title", "pk")), count, chance)
    people = {
        role: _half_by_chance(
            list(
                Person.objects.filter(credits__role=role)
                .annotate(titles=Count("credits"))
                .order_by("-titles", "pk")
                .values_list("name", flat=True)
            ),
            count,
            chance,
        )
        for role in ("actor", "director")
    }
    names = [(title, title) for title, _ in titles]
    rows = {pk: row for row, pk in enumerate(ids)}
    return {
        "cantidad_filmaciones_mes": [(str(month), month) for month in range(1, 13)],
        "cantidad_filmaciones_dia": [(str(day), day) for day in range(1, 8)],
        "score_titulo": names,
        "votos_titulo": names,
        "get_actor": [(name, name) for name in people["actor"]],
        "get_director": [(name, name) for name in people["director"]],
        "get_recomendacion": [(f"{title}?id={pk}", rows[pk]) for title, pk in titles],
    }


def _half_by_chance(ranked: list[Any], count: int, chance: random.Random) -> list[Any]:
    first, rest = ranked[: count // 2], ranked[count // 2 :]
    return first + chance.sample(rest, min(count - len(first), len(rest)))


def _address(question: str, argument: str) -> str:
    name, mark, query = argument.partition("?id=")
    return f"/api/{question}/{quote(name, safe='')}{mark}{query}"


# Measuring --------------------------------------------------------------------------------------


def _compare(plain: PlainWay, question: str, arguments: list[tuple[str, Any]]) -> dict[str, Any]:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    addresses = [(_address(question, ours), theirs) for ours, theirs in arguments]
    for address, theirs in addresses:  # once, so that both are warm
        _answer(client, address)
        plain.ask(question, theirs)
    requests, queries, sql, plainly = [], [], [], []
    for address, theirs in addresses:
        phases = _answer(client, address)
        requests.append(_total(phases))
        sql.append(_sql(phases))
        queries.append(phases.queries)
        plainly.append(plain.ask(question, theirs)[0])
    return {
        "sql_ms": spread(sql),
        "sql_queries": max(queries),
        "request_ms": spread(requests),
        "plain_ms": spread(plainly),
        **({"ratio_plain_to_sql": median(plainly) / median(sql)} if median(sql) else {}),
        "ratio_plain_to_request": median(plainly) / median(requests),
    }


def _unknown_names() -> dict[str, Any]:
    """Names that nobody has, for which the three nearest are looked up."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    addresses = [
        _address("score_titulo", "Jumanjy Welcom"),
        _address("get_actor", "Tom Hankss"),
        _address("get_director", "Steven Spilberg"),
    ] * 5
    for address in addresses[:3]:
        _answer(client, address, status=404)
    answers = [_answer(client, address, status=404) for address in addresses]
    return {
        "sql_ms": spread(list(map(_sql, answers))),
        "request_ms": spread(list(map(_total, answers))),
    }


def _compare_insights(plain: PlainWay) -> dict[str, Any]:
    """Cold: nobody has asked since the catalogue changed. The plain way counts each time."""
    from django.core.cache import cache
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    cold, cold_sql, warm, plainly = [], [], [], []
    _answer(client, "/insights/")
    for _ in range(ROUNDS):
        cache.clear()
        phases = _answer(client, "/insights/")
        cold.append(_total(phases))
        cold_sql.append(_sql(phases))
        warm.append(_total(_answer(client, "/insights/")))
        plainly.append(plain.ask("insights", None)[0])
    return {
        "cold_ms": spread(cold),
        "cold_sql_ms": spread(cold_sql),
        "warm_ms": spread(warm),
        "plain_ms": spread(plainly),
        "ratio_plain_to_cold": median(plainly) / median(cold),
        "ratio_plain_to_warm": median(plainly) / median(warm),
    }


def _months_that_agree(plain: PlainWay) -> int:
    from catalog.statistics.questions import films_by_month

    ours = films_by_month()
    return sum(
        ours[month] == plain.ask("cantidad_filmaciones_mes", month)[1] for month in range(1, 13)
    )


def _answer(client: "Client", address: str, *, status: int = 200) -> Phases:
    """By the site's own handler, in this process."""
    phases = Phases()
    with phases.measured():
        response = client.get(address)
        if response.streaming:
            b"".join(response)
    if response.status_code != status:
        raise RuntimeError(f"the site answered {response.status_code} to {address}")
    return phases


def _total(phases: Phases) -> float:
    return sum(phases.milliseconds.values())


def _sql(phases: Phases) -> float:
    return sum(value for name, value in phases.milliseconds.items() if name.startswith("sql_"))
