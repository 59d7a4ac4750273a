"""Titles embedded a second: two workers and one, against the plain way, in alternation."""

import json
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import cpu_time
from benchmarks.catalogues import import_catalogue
from benchmarks.servers import VAR, empty_tables, run_alone
from benchmarks.workers import celery_worker, embed, forget_vectors

RATES = ("plain", "plain_one_thread", "encoder_alone", "workers_1", "workers_2")
THREAD_SETTINGS = ("OMP_NUM_THREADS", "OMP_WAIT_POLICY")


def measure(*, quick: bool) -> dict[str, Any]:
    """The workers' rates are of the whole path, from the call that queues the titles to the last
    vector in Postgres. The plain way stores nothing, and counts with torch's default threads or
    with one, whichever is faster: both flatter it."""
    from catalog.models import Movie

    titles, rounds = (512, 1) if quick else (2_048, 3)
    empty_tables()
    import_catalogue(titles + 2)
    ids = list(Movie.objects.order_by("pk").values_list("pk", flat=True))
    first, ids = ids[:2], ids[2:]
    texts = {m.pk: m.text_to_embed for m in Movie.objects.filter(pk__in=ids)}
    file = VAR / "texts.json"
    file.write_text(json.dumps([texts[pk] for pk in ids]))

    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        single = json.loads(run_alone("one_process", file, without=THREAD_SETTINGS))
        for name, value in single.items():
            found[name].append(value)
        found["plain_faster"].append(max(single["plain"], single["plain_one_thread"]))
        for processes in (1, 2):
            forget_vectors()
            with celery_worker(processes, first_titles=first) as (session, startup):
                found[f"startup_{processes}"].append(startup)
                before = cpu_time.of_session(session), cpu_time.of_postgres()
                found[f"workers_{processes}"].append(len(ids) / embed(ids))
                after = cpu_time.of_session(session), cpu_time.of_postgres()
                for who, one, two in zip(("worker", "postgres"), before, after, strict=True):
                    found[f"cpu_{who}_{processes}"].append(1000 * (two - one) / len(ids))
    cosine = _lowest_cosine(file, texts)
    return _figures(found, titles=len(ids), cosine=cosine)


def _figures(found: dict[str, list[Any]], *, titles: int, cosine: float) -> dict[str, Any]:
    """Ratios are taken within a round, then the median of the rounds."""

    def ratio(one: str, other: str) -> float:
        return median(a / b for a, b in zip(found[one], found[other], strict=True))

    def share(rate: str, threads: int) -> float:
        flops = found["flops_per_text"][0] / 1e9
        pairs = zip(found[rate], found["gflops_matrix"], strict=True)
        return median(texts * flops / (threads * peak) for texts, peak in pairs)

    return {
        "titles": titles,
        "rounds": len(found["plain"]),
        "ratio_two_workers_to_plain": ratio("workers_2", "plain_faster"),
        "ratio_one_worker_to_plain": ratio("workers_1", "plain_faster"),
        "ratio_two_workers_to_plain_with_default_threads": ratio("workers_2", "plain"),
        "ratio_two_workers_to_one": ratio("workers_2", "workers_1"),
        "two_workers_per_second": median(found["workers_2"]),
        "one_worker_per_second": median(found["workers_1"]),
        "encoder_alone_one_thread_per_second": median(found["encoder_alone"]),
        "plain_with_default_threads_per_second": median(found["plain"]),
        "plain_default_threads": found["default_threads"][0],
        "plain_on_one_thread_per_second": median(found["plain_one_thread"]),
        "ratio_processor_time_plain_to_workers": median(
            plain / (worker + postgres)
            for plain, worker, postgres in zip(
                found["plain_cpu_ms"], found["cpu_worker_2"], found["cpu_postgres_2"], strict=True
            )
        ),
        "processor_ms_per_title_plain": median(found["plain_cpu_ms"]),
        "processor_ms_per_title_workers": median(found["cpu_worker_2"]),
        "processor_ms_per_title_postgres": median(found["cpu_postgres_2"]),
        "startup_one_worker_s": median(found["startup_1"]),
        "startup_two_workers_s": median(found["startup_2"]),
        "dtype": found["dtype"][0],
        "tokens_per_title": found["tokens_per_text"][0],
        "megaflops_per_title": found["flops_per_text"][0] / 1e6,
        "matrix_gflops_one_thread": median(found["gflops_matrix"]),
        "share_of_matrix_rate_encoder_alone": share("encoder_alone", 1),
        "share_of_matrix_rate_two_workers": share("workers_2", 2),
        "lowest_cosine_to_plain": cosine,
        "per_second_by_round": {name: found[name] for name in RATES},
    }


def _lowest_cosine(file: Path, texts: dict[int, str]) -> float:
    """Of the stored vectors to the plain way's; texts of more than one window left out."""
    from catalog.embeddings.encoder import load_encoder
    from catalog.models import Movie

    by_text = {text: pk for pk, text in texts.items()}
    compared = json.loads(file.with_suffix(".compared.json").read_text())
    stored = Movie.objects.in_bulk([by_text[text] for text in compared])
    encoder = load_encoder()
    return min(
        float(np.dot(np.asarray(stored[by_text[text]].embedding), vector))
        for text, vector in zip(compared, np.load(file.with_suffix(".npy")), strict=True)
        if len(encoder._windows([text])[0]) == 1
    )
