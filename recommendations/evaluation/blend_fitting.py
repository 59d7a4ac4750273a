"""Fits the weights of the blend to people who liked a title and others as well."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommendations.collaborative.data import Ratings
from recommendations.engines.blend import PARTS, PEOPLE, Blend, table_of
from recommendations.engines.catalogue import CatalogueData
from recommendations.evaluation.engine_answers import Answers
from recommendations.evaluation.engine_figures import TOP, judge
from recommendations.evaluation.engine_folds import Fold, folds_of
from recommendations.evaluation.engines import FOLDS, SEED, ask_content, competing, parts_of

# Against 1 for what people like together.
GRID = (0.0, 0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0)
START = 0.01
MOST_ROUNDS = 5
# A gain of nDCG@10 below this is chance, and the weight stays what it was.
LEAST_GAIN = 1e-5

Told = Callable[[str], None]


class NothingToFit(Exception):
    """The message says what is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    weights: dict[str, float]
    """of PARTS"""
    gain: float
    """nDCG@10 of the mix by these weights, mean over people"""
    recall: float
    gain_of_people: float
    """nDCG@10 of what people like together alone"""
    people: int
    questions: int


@dataclass(frozen=True, slots=True, eq=False)
class _Tables:
    """What the parts say of all titles that any of them found, for each question of a fold."""

    fold: Fold
    places: np.ndarray
    """int32[q, c]: positions in the catalogue; -1 for none"""
    said: np.ndarray
    """float32[q, c, parts]"""

    def judged(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `judge`; of equal scores the lower id is first, as in the blend."""
        scores = np.where(self.places >= 0, self.said @ weights.astype(np.float32), -np.inf)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
        return judge(np.take_along_axis(self.places, order, axis=1), self.fold)


def fit_blend(ratings: Ratings, catalogue: CatalogueData, *, told: Told) -> Fitted:
    """By which weights the nDCG@10 is highest: one weight after the other, each the best of GRID
    while the others stay (coordinate ascent), until none changes. In each fold what people like
    together is learnt from the others. Raises NothingToFit, and UnusableRatings where nobody liked
    two titles."""
    competes = competing(catalogue)
    folds = list(folds_of(ratings, competes, seed=SEED, folds=FOLDS))
    content = ask_content(catalogue, folds, PARTS, told=told)
    if content.refused:
        refusals = "; ".join(f"{name}: {why}" for name, why in content.refused.items())
        raise NothingToFit(f"all parts of the blend are needed: {refusals}")
    tables, of_people = [], []
    for number, fold in enumerate(folds, 1):
        told(f"people of fold {number} of {len(folds)}")
        parts = parts_of(fold, content, told=told)
        tables.append(_tables(fold, parts, competes))
        of_people.append(judge(parts[PEOPLE].first(TOP, competes), fold)[1])
    weights = {name: 1.0 if name == PEOPLE else START for name in PARTS}
    best = _judged(tables, weights)
    for _round in range(MOST_ROUNDS):
        before = dict(weights)
        for name in PARTS:
            if name == PEOPLE:
                continue
            for weight in GRID:
                tried = _judged(tables, {**weights, name: weight})
                if tried[1] > best[1] + LEAST_GAIN:
                    best, weights = tried, {**weights, name: weight}
            told(f"{name} {weights[name]:g}: nDCG@{TOP} {best[1]:.4f}")
        if weights == before:
            break
    return Fitted(
        weights=weights,
        recall=best[0],
        gain=best[1],
        gain_of_people=float(np.concatenate(of_people).mean()),
        people=sum(len(fold.likes) for fold in folds),
        questions=sum(len(fold.questions) for fold in folds),
    )


def _judged(tables: Collection[_Tables], weights: Mapping[str, float]) -> tuple[float, float]:
    """Recall@10 and nDCG@10, means over people."""
    row = np.array([weights[name] for name in PARTS])
    judged = [own.judged(row) for own in tables]
    recall, gain = (np.concatenate(each) for each in zip(*judged, strict=True))
    return float(recall.mean()), float(gain.mean())


def _tables(fold: Fold, parts: Mapping[str, Answers], competes: np.ndarray) -> _Tables:
    rows: list[tuple[np.ndarray, np.ndarray]] = []
    for title_id in fold.asked.tolist():
        ids, said = table_of(Blend.lists(parts.__getitem__, title_id, PARTS)[0], PARTS)
        at = np.minimum(np.searchsorted(competes, ids), len(competes) - 1)
        is_shown = competes[at] == ids
        rows.append((at[is_shown], said[is_shown]))
    return _Tables(fold, *_padded(rows))


def _padded(rows: Sequence[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    longest = max([TOP, *(len(places) for places, _said in rows)])
    places = np.full((len(rows), longest), -1, dtype=np.int32)
    said = np.zeros((len(rows), longest, len(PARTS)), dtype=np.float32)
    for row, (own, own_said) in enumerate(rows):
        places[row, : len(own)] = own
        said[row, : len(own)] = own_said
    return places, said
