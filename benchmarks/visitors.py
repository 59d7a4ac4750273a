"""Ten visitors at once on the whole site: gunicorn, a worker, the scheduler, the real catalogue."""

import itertools
import os
import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import fmean, median
from typing import Any

from benchmarks import cpu_time
from benchmarks.browser import Answer, Browser
from benchmarks.catalogues import NETFLIX_ROWS, import_catalogue
from benchmarks.queries import endless_queries
from benchmarks.servers import VAR, empty_tables, running
from benchmarks.visits import Log, Visitor
from benchmarks.workers import embed
from config.embedded.site_programs import site_programs
from config.embedded.web_address import WebAddress

VISITORS = 10
WITH_ACCOUNT = 5
FAVORITES = 8  # of each, to begin with

# Mean of the pauses. People read for ten seconds and more: ten visitors who wait one second ask as
# much as a hundred people do.
PAUSE_SECONDS = 1.0

# Texts that many ask for: the site has answered them before.
KNOWN_QUERIES = 20
PATIENCE = 60.0  # seconds for the site to come up with its encoder

# Phases that `timed_site` reports, as the parts that are shown.
SHARES = ("encode", "sql", "render")


def measure(*, quick: bool) -> dict[str, Any]:
    """Latencies as the visitors have them, with the shares that the server measured; then the
    most that the site answers, with the same visitors and no pauses."""
    rows, seconds, seconds_at_full_load = (1_000, 30, 10) if quick else (NETFLIX_ROWS, 300, 30)
    empty_tables()
    import_catalogue(rows)
    titles = _titles()
    accounts = _accounts([movie_id for movie_id, _ in titles])
    queries = endless_queries(seed=11)
    known = list(itertools.islice(queries, KNOWN_QUERIES))
    with _site() as (address, sessions):
        seconds_to_embed = embed([movie_id for movie_id, _ in titles])
        _warm_up(address, known)
        before = _processor_seconds(sessions)
        pausing, took = _let_visit(
            address, accounts, titles, queries, known, seconds=seconds, pause=PAUSE_SECONDS
        )
        after = _processor_seconds(sessions)
        hurrying, took_at_full_load = _let_visit(
            address, accounts, titles, queries, known, seconds=seconds_at_full_load, pause=0.0
        )
    return {
        "visitors": VISITORS,
        "mean_pause_s": PAUSE_SECONDS,
        "seconds_to_embed_the_catalogue": seconds_to_embed,
        "errors": len(pausing.errors) + len(hurrying.errors),
        "what_failed": ", ".join(sorted({*pausing.errors, *hurrying.errors})),
        "requests": pausing.requests,
        "requests_per_second": pausing.requests / took,
        **{name: _figures(answers) for name, answers in sorted(pausing.visits.items())},
        "cores_in_use": {who: (after[who] - before[who]) / took for who in before},
        "without_pauses": {
            "requests_per_second": hurrying.requests / took_at_full_load,
            **{
                f"{name}_ms": _spread([answer.milliseconds for answer in answers])
                for name, answers in sorted(hurrying.visits.items())
            },
        },
    }


@contextmanager
def _site() -> Iterator[tuple[WebAddress, dict[str, int]]]:
    """All programs of the site, started as `manage.py up` starts them; their session ids."""
    address = WebAddress("127.0.0.1", _free_port())
    programs = site_programs(address, VAR, os.environ)
    programs["web"].append("benchmarks.timed_site:application")
    with ExitStack() as stack:
        yield (
            address,
            {name: stack.enter_context(running(name, cmd)) for name, cmd in programs.items()},
        )


def _titles() -> list[tuple[int, str]]:
    from catalog.models import Movie

    movies = Movie.objects.for_everybody().only("pk", "slug").order_by("pk")
    return [(movie.pk, movie.get_absolute_url()) for movie in movies]


def _accounts(movie_ids: list[int]) -> list[dict[str, str]]:
    """Cookies of people who are logged in and have favourites."""
    from django.test import Client

    from accounts.models import User
    from recommendations.models import Favorite

    User.objects.filter(username__startswith="visitor-").delete()
    chance = random.Random(5)
    cookies = []
    for number in range(WITH_ACCOUNT):
        user = User.objects.create_user(f"visitor-{number}")
        Favorite.objects.bulk_create(
            Favorite(user=user, movie_id=movie_id)
            for movie_id in chance.sample(movie_ids, FAVORITES)
        )
        client = Client()
        client.force_login(user)
        cookies.append({name: morsel.value for name, morsel in client.cookies.items()})
    return cookies


def _warm_up(address: WebAddress, known: list[str]) -> None:
    """Until the encoder answers; then every known text once, as somebody asked it before."""
    deadline = time.monotonic() + PATIENCE
    browser = Browser(address, {})
    while browser.get("/", htmx=True, q=f"warm {time.monotonic()}").phases.get("encode", 0) < 1:
        if time.monotonic() > deadline:
            raise RuntimeError(f"no search by meaning: {(VAR / 'web.log').read_text()[-2000:]}")
        time.sleep(0.5)
    for query in known:
        browser.get("/", htmx=True, q=query)
    browser.close()


def _let_visit(
    address: WebAddress,
    accounts: list[dict[str, str]],
    titles: list[tuple[int, str]],
    queries: Iterator[str],
    known: list[str],
    *,
    seconds: float,
    pause: float,
) -> tuple[Log, float]:
    """What all of them saw together, and how long they were there."""
    begin = time.monotonic()
    most = int(VISITORS * seconds * (1 / pause if pause else 20))
    visitors = [
        Visitor(
            Browser(address, cookies),
            seed=number,
            has_account=bool(cookies),
            titles=titles,
            # A generator serves one thread.
            new_queries=iter(list(itertools.islice(queries, most // VISITORS))),
            known_queries=known,
            pause_seconds=pause,
            ends_at=begin + seconds,
        )
        for number, cookies in enumerate([*accounts, *[{}] * (VISITORS - len(accounts))])
    ]
    for visitor in visitors:
        visitor.start()
    together = Log()
    for visitor in visitors:
        visitor.join()
        together.requests += visitor.log.requests
        together.errors += visitor.log.errors
        for name, answers in visitor.log.visits.items():
            together.visits[name] += answers
    return together, time.monotonic() - begin


def _figures(answers: list[Answer]) -> dict[str, Any]:
    """The parts are means over the visits: percentiles would not add up."""
    sums = [_parts(answer) for answer in answers]
    return {
        "visits": len(answers),
        "ms": _spread([answer.milliseconds for answer in answers]),
        **{f"{part}_ms": fmean(parts[part] for parts in sums) for part in sums[0]},
        "processor_ms": median(answer.phases["cpu"] for answer in answers),
        "queries": median(answer.phases["queries"] for answer in answers),
    }


def _parts(answer: Answer) -> dict[str, float]:
    """`other` is the site's rest; `waiting` is before and after it: gunicorn's threads, HTTP."""
    site = {name: ms for name, ms in answer.phases.items() if name not in ("cpu", "queries")}
    parts = dict.fromkeys((*SHARES, "other"), 0.0)
    for name, milliseconds in site.items():
        part = "sql" if name.startswith("sql_") else name
        parts[part if part in SHARES else "other"] += milliseconds
    return {**parts, "waiting": answer.milliseconds - sum(site.values())}


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        name: ordered[min(int(len(ordered) * share), len(ordered) - 1)]
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }


def _processor_seconds(sessions: dict[str, int]) -> dict[str, float]:
    """So far, by who used them. `machine` is everybody on it, these included."""
    ticks = [int(value) for value in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return {
        **{name: cpu_time.of_session(session) for name, session in sessions.items()},
        "postgres": cpu_time.of_postgres(),
        "the_visitors": time.process_time(),
        "machine": (sum(ticks) - idle) / cpu_time.TICKS,
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
