"""Fits the cut-off (catalog/search/cutoff.py) to texts that ask for a film and to others."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

import numpy as np

from catalog.embeddings.encoder import load_encoder
from catalog.models import Genre, Keyword, Movie, Person
from catalog.models.movie import TITLE_KEY_LENGTH
from catalog.names import normalised_name
from catalog.search import candidates
from catalog.search.cues import understand
from catalog.search.cutoff import LOOKED_AT, Cutoff, Figures, Words, best_by_words, look_at_words
from catalog.search.lexemes import asked_lexemes
from catalog.search.ranking import is_answerable
from catalog.search.sorts import read_sorts

OFF_TOPIC = Path(__file__).with_name("off_topic.txt")
ON_TOPIC = Path(__file__).with_name("on_topic.txt")

# Of the requests given; of each sort that is drawn from the catalogue.
MOST_REQUESTS = 2_000
MOST_DRAWN = 120
SEED = 5

# The cut-off is put where this share of what asks for a film falls below it, in this catalogue, and
# apart from that in a small one, whatever its sort: plots in a line, which few wrote, count like
# long requests.
FALSE_EMPTIES = 0.005

FOLDS = 5
RIDGE = 30.0
STEPS = 15

# Components of a unit vector have a deviation of 1 / √512, figures have one of 1. Brought to one
# tenth of that, the 512 of them together weigh a few times as much as the figures.
VECTOR_SCALE = 0.1 * 512**0.5

FIGURE_NAMES = [field.name for field in fields(Figures)]

T = TypeVar("T")
Sorts = Mapping[str, Sequence[str]]
Progress = Callable[[int, int], None]


class NothingToFit(Exception):
    """The message says what is missing."""


@dataclass(frozen=True, slots=True)
class Fit:
    cutoff: Cutoff
    area: float
    """Under the curve between real requests and off-topic texts, each scored by a regression that
    was fitted without its fold: without all off-topic texts of its sort."""
    turned_away: dict[str, tuple[int, int]]
    """Sort → how many of it fall below the cut-off, of how many; scored in the same way."""
    named: int
    """Texts that name a title or a person, which need no cut-off; left out."""


@dataclass(frozen=True, slots=True)
class _Example:
    sort: str
    is_request: bool
    vector: np.ndarray
    figures: Figures


def fit_cutoff(requests: Sequence[tuple[str, str]], *, on_progress: Progress) -> Fit:
    """`requests` are real ones, short and long. Raises NothingToFit and EncoderUnavailable."""
    chosen = _some(requests, MOST_REQUESTS)
    real = {
        "short requests": [short for short, long in chosen if short],
        "long requests": [long for short, long in chosen if long],
    }
    if not all(real.values()):
        raise NothingToFit("the files have no short or no long requests")
    wanted: Sorts = {**real, **_beginnings(real["short requests"]), **read_sorts(ON_TOPIC)}
    wanted = {**wanted, **_drawn()}
    unwanted = read_sorts(OFF_TOPIC)
    total = sum(map(len, [*wanted.values(), *unwanted.values()]))
    encoder = load_encoder()
    examples: list[_Example] = []
    named = 0
    for is_request, sorts in ((True, wanted), (False, unwanted)):
        for sort, texts in sorts.items():
            judged = _to_be_judged(texts)
            named += len(texts) - len(judged)
            if not judged:
                if sort in real:
                    raise NothingToFit(f"the {sort} are all names of titles and people")
                continue
            examples += [
                _Example(sort, is_request, vector, figures)
                for figures, vector in zip(
                    judged.values(), encoder.encode(list(judged)), strict=True
                )
            ]
            on_progress(len(examples) + named, total)
    return _fit(examples, encoder.name, named=named, real=set(real))


def _to_be_judged(texts: Sequence[str]) -> dict[str, Figures]:
    """Those that are neither a title's name nor have a person's in them, and their figures: the
    others are answered whatever the cut-off says."""
    keys = {text: normalised_name(text)[:TITLE_KEY_LENGTH] for text in texts}
    titles = Movie.objects.for_everybody().filter(title_key__in=keys.values())
    named = set(titles.values_list("title_key", flat=True))
    judged = {}
    for text in keys:
        if keys[text] in named or is_answerable(understand(text)):
            continue
        words = _words(text)
        if not words.name_somebody:
            judged[text] = words.figures
    return judged


def _words(text: str) -> Words:
    movies = Movie.objects.for_everybody()
    words = candidates.by_words(movies, asked_lexemes(text), limit=LOOKED_AT)
    return look_at_words(text, best_by_words(words))


def _some(items: Sequence[T], most: int) -> list[T]:
    """The same ones each time."""
    order = np.random.default_rng(SEED).permutation(len(items))
    return [items[place] for place in order[:most]]


def _beginnings(texts: Sequence[str]) -> dict[str, list[str]]:
    """As somebody types, a request is searched for before it is whole."""
    chance = np.random.default_rng(SEED)
    return {
        "beginnings": [
            " ".join(text.split()[: chance.integers(2, 7)]) for text in _some(texts, MOST_DRAWN)
        ]
    }


def _drawn() -> dict[str, list[str]]:
    """Requests by keywords, people and genres that the catalogue has."""
    keywords = list(Keyword.objects.order_by("name").values_list("name", flat=True))
    genres = list(Genre.objects.order_by("name").values_list("name", flat=True))
    known = Person.objects.order_by("-credit_count", "name")
    people = list(known.values_list("name", flat=True)[: 20 * MOST_DRAWN])
    some = _some(people, MOST_DRAWN)
    drawn = {
        "keywords": _some(keywords, MOST_DRAWN),
        "genres": genres,
        "people": some,
        "people and genres": [
            f"{name} {genre}" for name, genre in zip(some, itertools.cycle(genres), strict=False)
        ],
    }
    return {sort: texts for sort, texts in drawn.items() if texts}


def _fit(examples: Sequence[_Example], model: str, *, named: int, real: set[str]) -> Fit:
    vectors = np.array([e.vector for e in examples], dtype=np.float64)
    figures = np.array([[getattr(e.figures, name) for name in FIGURE_NAMES] for e in examples])
    deviations = figures.std(axis=0)
    deviations[deviations == 0] = 1.0
    # Each text counts twice: as in this catalogue, and as in a small one that has none of its
    # words. Else the words would decide, and 300 titles would turn nearly every request away.
    wordless = figures * [name != "names" for name in FIGURE_NAMES]
    table, small = (
        np.hstack([vectors * VECTOR_SCALE, part / deviations, np.ones((len(examples), 1))])
        for part in (figures, wordless)
    )
    is_request = np.array([e.is_request for e in examples])
    weights = _weights(examples)
    scores, small_scores = np.empty(len(examples)), np.empty(len(examples))
    for held_out in _folds(examples):
        learnt = ~held_out
        fitted = _regression(
            np.vstack([table[learnt], small[learnt]]),
            np.tile(is_request[learnt], 2),
            np.tile(weights[learnt], 2) / 2,
        )
        scores[held_out] = table[held_out] @ fitted
        small_scores[held_out] = small[held_out] @ fitted
    is_real = np.array([e.sort in real for e in examples])
    evenly = _evenly([e.sort for e in examples if e.is_request])
    threshold, small_threshold = (
        float(np.quantile(some[is_request], FALSE_EMPTIES, weights=evenly, method="inverted_cdf"))
        for some in (scores, small_scores)
    )
    fitted = _regression(np.vstack([table, small]), np.tile(is_request, 2), np.tile(weights, 2) / 2)
    turned_away = {}
    for sort in dict.fromkeys(e.sort for e in examples):
        of_sort = scores[[e.sort == sort for e in examples]]
        turned_away[sort] = (int((of_sort < threshold).sum()), len(of_sort))
    direction, rest = fitted[: vectors.shape[1]], fitted[vectors.shape[1] :]
    cutoff = Cutoff(
        model=model,
        direction=(direction * VECTOR_SCALE).astype(np.float32),
        weights=dict(zip(FIGURE_NAMES, (rest[:-1] / deviations).tolist(), strict=True)),
        intercept=float(rest[-1] - threshold),
        allowance=max(0.0, threshold - small_threshold),
        titles=Movie.objects.for_everybody().count(),
    )
    return Fit(cutoff, _area(scores[is_real], scores[~is_request]), turned_away, named)


def _weights(examples: Sequence[_Example]) -> np.ndarray:
    """Both sides weigh the same, and in each of them a sort as much as the square root of its size:
    neither do fourteen lines about the weather count like a thousand requests, nor nothing."""
    sorts = [(e.is_request, e.sort) for e in examples]
    size = Counter(sorts)
    sides = {
        side: sum(count**0.5 for (is_request, _), count in size.items() if is_request is side)
        for side in (True, False)
    }
    return np.array(
        [len(sorts) / 2 / sides[side] / size[side, sort] ** 0.5 for side, sort in sorts]
    )


def _evenly(sorts: Sequence[str]) -> np.ndarray:
    """Weights by which each sort counts the same."""
    size = Counter(sorts)
    return np.array([1 / size[sort] for sort in sorts])


def _folds(examples: Sequence[_Example]) -> Iterator[np.ndarray]:
    """Masks of what is held out: every fifth request, and each sort of off-topic texts whole, as
    the next ones will be of a sort that nobody thought of."""
    unwanted = list(dict.fromkeys(e.sort for e in examples if not e.is_request))
    places = [
        number if e.is_request else unwanted.index(e.sort) for number, e in enumerate(examples)
    ]
    for fold in range(FOLDS):
        yield np.array([place % FOLDS == fold for place in places])


def _regression(table: np.ndarray, is_request: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Ridge logistic regression by Newton's method; the last column, of ones, is not shrunk."""
    beta = np.zeros(table.shape[1])
    ridge = np.full(table.shape[1], RIDGE)
    ridge[-1] = 1e-6
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(table @ beta, -30, 30)))
        slope = table.T @ (weights * (chance - is_request)) + ridge * beta
        curve = (table * (weights * chance * (1 - chance))[:, None]).T @ table + np.diag(ridge)
        beta -= np.linalg.solve(curve, slope)
    return beta


def _area(wanted: np.ndarray, unwanted: np.ndarray) -> float:
    """Chance that a request scores above an off-topic text; a tie is half of it."""
    ordered = np.sort(unwanted)
    below = np.searchsorted(ordered, wanted, side="left")
    up_to = np.searchsorted(ordered, wanted, side="right")
    return float((below + up_to).mean() / 2 / len(unwanted))
