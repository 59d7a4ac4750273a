"""Resident memory of web and worker together, both with the encoder loaded and used."""

import http.client
import os
import socket
import time
from typing import Any
from urllib.parse import urlencode

from benchmarks.catalogues import import_catalogue
from benchmarks.memory_use import resident_by_process
from benchmarks.queries import sample_queries
from benchmarks.servers import VAR, empty_tables, running
from benchmarks.workers import celery_worker, embed
from config.embedded.site_programs import site_programs
from config.embedded.web_address import WebAddress

MEBIBYTE = 2**20


def measure(*, quick: bool) -> dict[str, Any]:
    from catalog.models import Movie

    titles, queries = (300, 10) if quick else (1_000, 60)
    empty_tables()
    import_catalogue(titles)
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    address = WebAddress("127.0.0.1", _free_port())
    command = site_programs(address, VAR, os.environ)["web"]
    with (
        running("web", command, {"WEB_CONCURRENCY": "1"}) as web,
        celery_worker(1, first_titles=ids[:1]) as (worker, _),
    ):
        embed(ids[1:])
        for query in sample_queries(queries):
            _search(address, query)
        webs, workers = resident_by_process(web), resident_by_process(worker)
    return {
        "titles_embedded": titles,
        "queries_answered": queries,
        "together_mb": (sum(webs.values()) + sum(workers.values())) / MEBIBYTE,
        "web_mb": sum(webs.values()) / MEBIBYTE,
        "worker_mb": sum(workers.values()) / MEBIBYTE,
        "processes_web": len(webs),
        "processes_worker": len(workers),
    }


def _search(address: WebAddress, query: str) -> None:
    """Ask until the query's vector is in the cache: the first query finds the encoder loading."""
    known = _cached_vectors()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(address.host, address.port, timeout=60)
        try:
            connection.request("GET", f"/?{urlencode({'q': query})}")
            answer = connection.getresponse()
            answer.read()
        except ConnectionRefusedError:
            time.sleep(0.2)
            continue
        finally:
            connection.close()
        if answer.status != 200:
            raise RuntimeError(f"the site answered {answer.status} to {query!r}")
        if _cached_vectors() > known:
            return
        time.sleep(0.2)
    raise RuntimeError("the site has encoded no query for a minute")


def _cached_vectors() -> int:
    import redis
    from django.conf import settings

    return len(redis.Redis.from_url(settings.CACHE_URL).keys("*query:*"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
