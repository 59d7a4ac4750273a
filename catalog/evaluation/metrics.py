"""What a ranking is worth: recall@k, mean reciprocal rank, nDCG@10, each with its uncertainty."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

CUTS = (1, 3, 5, 10, 100)
DEPTH = 10
FIGURES = (*(f"recall@{cut}" for cut in CUTS), "mrr", "ndcg@10")

RESAMPLES = 2_000
SEED = 5
DECIMALS = 9  # scores that differ further behind are those of equal titles, added up otherwise


@dataclass(frozen=True, slots=True)
class Mean:
    """Over requests, with the bounds of its bootstrap interval of 95 %."""

    mean: float
    low: float
    high: float


def mean_ranks(
    scored: Iterable[tuple[int, float]], films: Iterable[Collection[int]]
) -> list[float]:
    """Ranks from 1 on of those of `films`, each the ids of its titles, that are among ids with
    scores, best first: a film stands where the first of its titles does.

    Which of equal scores comes first is chance, and must earn or cost nothing: a film stands at the
    mean of their ranks. Several films take no rank from each other: of m among n equal ones, the
    kth stands at k (n + 1) / (m + 1) of their ranks, its mean over all orders of the n.
    """
    ranks: list[float] = []
    missing = list(films)
    above = 0
    for _score, group in groupby(scored, key=lambda pair: round(pair[1], DECIMALS)):
        tied = {pk for pk, _ in group}
        here = sum(not tied.isdisjoint(film) for film in missing)
        missing = [film for film in missing if tied.isdisjoint(film)]
        apart = (len(tied) + 1) / (here + 1)
        ranks += [above + apart * place for place in range(1, here + 1)]
        above += len(tied)
    return ranks


def judge(ranks: Collection[float], *, gold: int) -> dict[str, float]:
    """The figures of one request that means `gold` titles, of which those at `ranks` were found.

    recall@k is the share of the titles that could stand among the first k and do: of 30 titles
    meant, at most 10 can stand among 10. nDCG has gains of 1 for a title that was meant and 0 for
    others (Järvelin and Kekäläinen 2002).
    """
    figures = {f"recall@{cut}": sum(rank <= cut for rank in ranks) / min(gold, cut) for cut in CUTS}
    figures["mrr"] = 1 / min(ranks) if ranks else 0.0
    gained = sum(_discount(rank) for rank in ranks if rank <= DEPTH)
    ideal = sum(_discount(rank) for rank in range(1, min(gold, DEPTH) + 1))
    return figures | {"ndcg@10": gained / ideal}


def average(judged: Sequence[Mapping[str, float]]) -> dict[str, Mean]:
    """Figure → mean over requests and its interval: percentiles of the means of RESAMPLES draws of
    as many requests, with replacement, from a fixed seed. Empty for no requests."""
    if not judged:
        return {}
    names = list(judged[0])
    table = np.array([[figures[name] for name in names] for figures in judged])
    generator = np.random.default_rng(SEED)
    # How often each request is drawn: the same means as drawing rows, without a copy of them.
    draws = generator.multinomial(len(table), np.full(len(table), 1 / len(table)), size=RESAMPLES)
    low, high = np.percentile(draws @ table / len(table), [2.5, 97.5], axis=0)
    means = table.mean(axis=0)
    return {
        name: Mean(float(mean), float(bound), float(other))
        for name, mean, bound, other in zip(names, means, low, high, strict=True)
    }


def _discount(rank: float) -> float:
    return 1 / math.log2(rank + 1)
