"""How long a search takes and where the time goes, at the Netflix size and at larger ones."""

import time
from operator import itemgetter
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.catalogues import NETFLIX_ROWS, import_catalogue
from benchmarks.phases import PARTS, Phases
from benchmarks.plans import vector_query_facts
from benchmarks.queries import sample_queries
from benchmarks.servers import empty_tables
from benchmarks.spread import spread
from benchmarks.synthetic import grow_catalogue
from benchmarks.workers import celery_worker, embed

if TYPE_CHECKING:
    from django.test import Client

HTMX = {"HX-Request": "true"}
SOME = 10  # queries that are asked again in other ways


def measure(*, quick: bool) -> dict[str, Any]:
    from catalog.models import Movie

    sizes = (1_000, 3_000) if quick else (NETFLIX_ROWS, 45_000, 100_000)
    count = 20 if quick else 100
    empty_tables()
    import_catalogue(sizes[0])
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    with celery_worker(2, first_titles=ids[:2]):
        seconds = embed(ids[2:])
    _analyze()
    queries = sample_queries(count)
    found: dict[str, Any] = {
        "queries": count,
        "seconds_to_embed_the_catalogue": seconds,
        f"{len(ids)}_titles": _latencies(queries),
    }
    begin = time.perf_counter()
    for size in sizes[1:]:
        grow_catalogue(size)
        found[f"{size}_titles"] = _latencies(queries)
    found["seconds_with_the_large_catalogues"] = time.perf_counter() - begin
    return found


def _latencies(queries: list[str]) -> dict[str, Any]:
    """p50 and p95 in milliseconds of a query that nobody asked before, on a site that is in use:
    the whole and its parts. Then of the same queries asked in other ways."""
    from django.core.cache import cache
    from django.test import Client

    from catalog.embeddings.encoder import load_encoder

    client = Client(SERVER_NAME="localhost")
    load_encoder().encode_query("load first")
    _answer(client, queries[0])
    cache.clear()
    _answer(client, "")  # counts the choices of the filters, which the cache then has
    first = [_answer(client, query) for query in queries]
    some = queries[:SOME]
    again = [_answer(client, query) for query in some]
    pages = [_answer(client, query, whole_page=True) for query in some]
    filtered = [_answer(client, query, kind="film", year_from="2010") for query in some]
    browsed = [_answer(client, "", whole_page=True, page=str(n)) for n in range(1, SOME + 1)]
    with_empty_cache = []
    for query in some:
        cache.clear()
        with_empty_cache.append(_answer(client, query))
    return {
        "answer_ms": spread(map(_total, first)),
        **{f"{part}_ms": spread(map(itemgetter(part), first)) for part in PARTS},
        "sql_all_ms": spread(map(_sql, first)),
        "sql_queries": median(map(itemgetter("queries"), first)),
        "asked_again_ms": spread(map(_total, again)),
        "asked_again_encode_ms": spread(map(itemgetter("encode"), again)),
        "whole_page_ms": spread(map(_total, pages)),
        "with_filters_ms": spread(map(_total, filtered)),
        "browse_page_ms": spread(map(_total, browsed)),
        "empty_cache_ms": spread(map(_total, with_empty_cache)),
        "empty_cache_sql_facets_ms": spread(map(itemgetter("sql_facets"), with_empty_cache)),
        "vector_query": vector_query_facts(queries),
    }


def _answer(
    client: "Client", query: str, *, whole_page: bool = False, **fields: str
) -> dict[str, float]:
    """Milliseconds per phase of one answer, by the site's own handler, in this process."""
    phases = Phases()
    with phases.measured():
        response = client.get("/", {"q": query, **fields}, headers={} if whole_page else HTMX)
    if response.status_code != 200:
        raise RuntimeError(f"the site answered {response.status_code} to {query!r}")
    return {**dict.fromkeys(PARTS, 0.0), **phases.milliseconds, "queries": phases.queries}


def _total(phases: dict[str, float]) -> float:
    return sum(value for name, value in phases.items() if name != "queries")


def _sql(phases: dict[str, float]) -> float:
    return sum(value for name, value in phases.items() if name.startswith("sql_"))


def _analyze() -> None:
    from django.db import connection

    from catalog.search.lexemes import count_lexemes

    count_lexemes()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) catalog_movie")
        cursor.execute("ANALYZE")
