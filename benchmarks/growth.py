"""What a search takes of Postgres at 45,000 titles, The Movies Dataset, and as they become more.

The titles beyond those are mixtures of two real ones (`synthetic.py`). The queries are what people
really wrote, where those files are; else pieces of plots. All on one connection.
"""

import json
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from benchmarks.catalogues import import_catalogue
from benchmarks.dataset import DATA, metadata
from benchmarks.queries import sample_queries
from benchmarks.servers import ROOT, empty_tables, run_alone
from benchmarks.spread import spread
from benchmarks.synthetic import grow_catalogue
from benchmarks.workers import PATIENCE, celery_worker, embed

SIZES = (100_000, 300_000, 1_000_000)
REQUESTS = ROOT.parent / "shared" / "data" / "search-relevance" / "tmdb_train.jsonl"
QUERIES = 100
ROUNDS = 3  # of which the quickest counts: what else this machine does is not the search's


def measure(*, quick: bool) -> dict[str, Any]:
    from catalog.models import Movie

    empty_tables()
    if DATA.is_dir() and not quick:
        run_alone("dataset_import", metadata(), 0)
    else:
        import_catalogue(1_000)
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    with celery_worker(2, first_titles=ids[:2]):
        embed(ids[2:])
    found: dict[str, Any] = {}
    for size in (len(ids), *((3_000,) if quick else SIZES)):
        if size > len(ids):
            grow_catalogue(size)
        seconds = _count_words()
        kinds = {kind: _sql(texts) for kind, texts in _queries(20 if quick else QUERIES).items()}
        found[f"{size}_titles"] = {"seconds_to_count_words": seconds, **kinds}
        # The largest takes an hour: what was measured until then is known.
        print(f"{size:,} titles: {json.dumps(kinds)}", flush=True)
    return found


def _queries(count: int) -> dict[str, list[str]]:
    if not REQUESTS.is_file():
        return {"pieces_of_plots": sample_queries(count)}
    with REQUESTS.open(encoding="utf-8") as lines:
        requests = [json.loads(line) for line, _ in zip(lines, range(count), strict=False)]
    return {
        "short_requests": [each["short_query"] for each in requests if each["short_query"]],
        "long_requests": [each["long_query"][:2_000] for each in requests],
        "titles": [each["title"] for each in requests],
    }


def _sql(texts: Iterable[str]) -> dict[str, float]:
    """p50 and p95 of the milliseconds that all statements of one search take together."""
    from catalog.embeddings.query import warm_up
    from catalog.search import Filters, search_titles

    warm_up(wait_seconds=PATIENCE)  # a search before that is one by words alone
    return spread(
        min(
            _milliseconds(partial(search_titles, text, Filters(), is_kept=False))
            for _ in range(ROUNDS)
        )
        for text in texts
    )


def _milliseconds(ask: Callable[[], object]) -> float:
    from django.db import connection

    passed = 0.0

    def timed(execute: Callable, *arguments: Any) -> Any:
        nonlocal passed
        begin = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            passed += time.perf_counter() - begin

    with connection.execute_wrapper(timed):
        ask()
    return 1000 * passed


def _count_words() -> float:
    from django.db import connection

    from catalog.search.lexemes import count_lexemes
    from catalog.version import catalogue_changed

    catalogue_changed()
    begin = time.perf_counter()
    count_lexemes()
    seconds = time.perf_counter() - begin
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) catalog_movie")
    return seconds
