"""Fits the weights of `fusion.fuse` to real requests and the films that they meant."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.evaluation.questions import Question
from catalog.search.cues import understand
from catalog.search.filters import Filters
from catalog.search.fusion import Features
from catalog.search.ranking import readable, request_features

# Requests of people who forgot a title say nothing about what one that they know is worth.
BY_JUDGEMENT = ("is_named", "is_misspelt")
UNIT = "meaning"  # its weight is 1; the others are in proportion

FOLDS = 5
FIRST = 10
ROUNDS = 400
RATE = 0.1
RIDGE = 0.002


class NothingToFit(Exception):
    """The message says what is missing."""


@dataclass(frozen=True, slots=True)
class Example:
    """One request: the figures of its candidates, those of its film in the first row."""

    query_id: str
    length: str
    table: np.ndarray
    """(candidates, features)"""


@dataclass(frozen=True, slots=True)
class FittedWeights:
    weights: dict[str, float]
    found_before: dict[str, float]
    """By length, the share of requests whose film is among the first ten by the present weights."""
    found_after: dict[str, float]
    """The same, each request ranked by weights that were fitted without its fold."""
    asked: dict[str, int]
    not_among_candidates: int
    """Requests whose film no way of searching found: no weights can bring it; all count above."""


def fit_weights(
    questions: Sequence[Question],
    present: Mapping[str, float],
    *,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> FittedWeights:
    """The weights by which the right film is most probable among the candidates, where their
    scores are the logits (a conditional logit, McFadden 1974); none below 0. Requests of each
    length count as much together as those of another.

    Raises NothingToFit where no question's film is among its candidates.
    """
    names = [name for name in present if name not in BY_JUDGEMENT]
    examples: list[Example] = []
    for done, question in enumerate(questions, start=1):
        if (example := _example(question, names)) is not None:
            examples.append(example)
        on_progress(done, len(questions))
    if len({example.query_id for example in examples}) < FOLDS:
        raise NothingToFit(f"search finds the films of fewer than {FOLDS} requests")
    asked = Counter(question.length for question in questions)
    folds = {id_: at % FOLDS for at, id_ in enumerate(sorted({e.query_id for e in examples}))}
    before = np.array([present[name] for name in names])
    without = [
        _fit([example for example in examples if folds[example.query_id] != fold], before)
        for fold in range(FOLDS)
    ]
    ranks_before = [_rank(example, before) for example in examples]
    ranks_after = [_rank(example, without[folds[example.query_id]]) for example in examples]
    fitted = dict(zip(names, _fit(examples, before).tolist(), strict=True))
    if not (unit := fitted[UNIT]) > 0:
        raise NothingToFit(f"by these requests, {UNIT} says nothing: were the titles embedded?")
    return FittedWeights(
        weights={
            name: weight if name in BY_JUDGEMENT else fitted[name] / unit
            for name, weight in present.items()
        },
        found_before=_found(examples, ranks_before, asked),
        found_after=_found(examples, ranks_after, asked),
        asked=dict(asked),
        not_among_candidates=len(questions) - len(examples),
    )


def _example(question: Question, names: Sequence[str]) -> Example | None:
    request = understand(readable(question.text))
    table = request_features(request, Filters(include_adult_and_unreleased=True))
    meant = frozenset[int]().union(*question.films)
    right = next((pk for pk in table if pk in meant), None)
    if right is None:
        return None
    rows: list[Features] = [table[right], *(of for pk, of in table.items() if pk not in meant)]
    return Example(
        question.query_id,
        question.length,
        np.array([[row[name] for name in names] for row in rows], dtype=np.float32),
    )


def _fit(examples: Sequence[Example], start: np.ndarray) -> np.ndarray:
    """By Adam (Kingma and Ba, 2015), cut off below 0 after each step."""
    longest = max(len(example.table) for example in examples)
    table = np.zeros((len(examples), longest, len(start)), dtype=np.float32)
    is_there = np.zeros((len(examples), longest), dtype=bool)
    for row, example in enumerate(examples):
        table[row, : len(example.table)] = example.table
        is_there[row, : len(example.table)] = True
    counts = Counter(example.length for example in examples)
    share = np.array([1 / counts[e.length] / len(counts) for e in examples], dtype=np.float32)
    weights = np.asarray(start, dtype=np.float64) * 5
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for round_ in range(1, ROUNDS + 1):
        logits = np.where(is_there, table @ weights.astype(np.float32), -np.inf)
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        likely[:, 0] -= 1
        gradient = np.einsum("ec,ecf->f", likely * share[:, None], table) + RIDGE * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        step = mean / (1 - 0.9**round_) / (np.sqrt(square / (1 - 0.99**round_)) + 1e-8)
        weights = np.maximum(0.0, weights - RATE * step)
    return weights


def _rank(example: Example, weights: np.ndarray) -> int:
    scores = example.table @ weights
    return 1 + int((scores[1:] >= scores[0]).sum())


def _found(
    examples: Sequence[Example], ranks: Sequence[int], asked: Mapping[str, int]
) -> dict[str, float]:
    """Those without their film among the candidates count as not found."""
    return {
        length: sum(
            rank <= FIRST
            for example, rank in zip(examples, ranks, strict=True)
            if example.length == length
        )
        / count
        for length, count in asked.items()
    }
