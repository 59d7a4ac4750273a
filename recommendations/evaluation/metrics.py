"""What rankings and predicted ratings are worth. Every title competes: no negatives are sampled."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from recommendations.collaborative.data import HIGHEST_STARS, LOWEST_STARS, Ratings, Titles
from recommendations.evaluation.splits import RankingSplit

TOP = 10
DEEP = 100
HEAD_SHARE = 0.2

Scorer = Callable[[int, np.ndarray], np.ndarray]
"""(position of the person, rows of the history in `split.known`) → float[t], scores of titles"""


def rating_metrics(predicted: np.ndarray, test: Ratings) -> dict[str, float]:
    """Root mean square and mean absolute error, in stars, of predictions kept to the scale."""
    error = np.clip(predicted, LOWEST_STARS, HIGHEST_STARS) - test.values.astype(np.float64)
    return {"rmse": float(np.sqrt(np.mean(error**2))), "mae": float(np.mean(np.abs(error)))}


def ranking_metrics(
    split: RankingSplit,
    scorer: Scorer,
    *,
    titles: Titles | None = None,
    seen: Sequence[np.ndarray] | None = None,
) -> dict[str, float]:
    """Over people: hit rate and nDCG at 10, recall at 10 and 100; over the lists of ten: the share
    of the catalogue that is in one (coverage), and how unlike their titles are (diversity: 1 - the
    Jaccard index of the genres, mean of pairs); the hits among rarer titles (long tail: all but the
    fifth of the titles that is rated most in the training part).

    What a person has seen is not ranked: `seen`, rows of `split.known` for each, or the histories.
    """
    if not len(split.people):
        return {}
    catalogue = len(split.train.title_ids)
    is_tail = _long_tail(split.train)
    shown = np.zeros(catalogue, dtype=bool)
    rows, tail, unlike = [], [], []
    for number, person in enumerate(split.people):
        history = split.histories[number]
        scores = np.array(scorer(int(person), history), dtype=np.float64)
        scores[split.known.titles[history if seen is None else seen[number]]] = -np.inf
        hidden = split.hidden[number]
        ranks = mean_ranks(scores, hidden)
        rows.append(_of_person(ranks))
        tail += [(ranks[at] <= TOP, ranks[at] <= DEEP) for at in np.flatnonzero(is_tail[hidden])]
        best = _first(scores, TOP)
        shown[best] = True
        if titles is not None:
            unlike.append(unlikeness(titles.genres[best]))
    figures = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    figures[f"coverage@{TOP}"] = float(shown.mean())
    if unlike:
        figures[f"diversity@{TOP}"] = float(np.mean(unlike))
    if tail:
        hits, deep = np.mean(tail, axis=0)
        figures |= {f"tail hr@{TOP}": float(hits), f"tail recall@{DEEP}": float(deep)}
    return figures


def mean_ranks(scores: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Ranks from 1 on. Equal scores share the mean of their ranks: a model that scores all titles
    alike earns what chance earns, and no more. A score that is no number ranks last."""
    known = np.where(np.isnan(scores), -np.inf, scores)
    of_wanted = known[wanted][:, None]
    above = (known[None, :] > of_wanted).sum(axis=1)
    equal = (known[None, :] == of_wanted).sum(axis=1)
    return np.asarray(above + (equal + 1) / 2)


def mean_and_deviation(figures: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Of each figure over seeds; the deviation is that of a sample, 0 of one seed."""
    return {
        name: {
            "mean": float(np.mean(values := [own[name] for own in figures])),
            "deviation": float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
        }
        for name in (figures[0] if figures else ())
    }


def _of_person(ranks: np.ndarray) -> dict[str, float]:
    gained = (1 / np.log2(ranks[ranks <= TOP] + 1)).sum()
    ideal = (1 / np.log2(np.arange(1, min(len(ranks), TOP) + 1) + 1)).sum()
    return {
        f"hr@{TOP}": float((ranks <= TOP).any()),
        f"ndcg@{TOP}": float(min(1.0, gained / ideal)),
        f"recall@{TOP}": float((ranks <= TOP).mean()),
        f"recall@{DEEP}": float((ranks <= DEEP).mean()),
    }


def _first(scores: np.ndarray, count: int) -> np.ndarray:
    """Positions of the best; of equal ones the first in the catalogue. Nothing that was seen."""
    best = np.argsort(-scores, kind="stable")[:count]
    return best[np.isfinite(scores[best])]


def _long_tail(train: Ratings) -> np.ndarray:
    """bool[t]"""
    counts = np.bincount(train.titles, minlength=len(train.title_ids))
    is_tail = np.ones(len(counts), dtype=bool)
    is_tail[np.argsort(-counts, kind="stable")[: round(HEAD_SHARE * len(counts))]] = False
    return is_tail


def unlikeness(genres: np.ndarray) -> float:
    """`genres`: bool[k, g]. Of one title, and of titles without genres, nothing is unlike."""
    flags = genres.astype(np.int64)
    both = flags @ flags.T
    sizes = flags.sum(axis=1)
    either = sizes[:, None] + sizes[None, :] - both
    alike = np.where(either > 0, both / np.maximum(either, 1), 1.0)
    pairs = np.triu_indices(len(genres), 1)
    return float((1 - alike[pairs]).mean()) if len(pairs[0]) else 0.0
