"""What lists of similar titles are worth to people who liked the title that they belong to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import numpy as np

from catalog.evaluation.metrics import average
from recommendations.evaluation.engine_answers import Answers
from recommendations.evaluation.engine_folds import Fold
from recommendations.evaluation.metrics import unlikeness

TOP = 10
RECALL, NDCG = f"recall@{TOP}", f"ndcg@{TOP}"
_DISCOUNTS = 1 / np.log2(np.arange(2, TOP + 2))

Interval = dict[str, float]
"""mean, low and high: over people, with the bounds of a bootstrap interval of 95 %"""


@dataclass(slots=True)
class Judged:
    """One engine's figures as they come together, fold by fold."""

    titles: int
    """of the catalogue"""
    recalls: list[np.ndarray] = field(default_factory=list)
    """of each fold float64[p]; a person's is the mean of the questions"""
    gains: list[np.ndarray] = field(default_factory=list)
    """nDCG, the same"""
    shown: set[int] = field(default_factory=set)
    """positions in the catalogue"""
    unlike: dict[int, float] = field(default_factory=dict)
    """title that was asked with → how unlike each other the titles of its list are"""
    answered: int = 0
    questions: int = 0

    def add(self, answers: Answers, fold: Fold, catalogue: np.ndarray, genres: np.ndarray) -> None:
        """`catalogue`: int64[t] ids, ascending; `genres`: bool[t, g]."""
        lists = answers.first(TOP, catalogue)
        recall, gain = judge(lists, fold)
        self.recalls.append(recall)
        self.gains.append(gain)
        self.answered += int((lists[fold.questions, 0] >= 0).sum())
        self.questions += len(fold.questions)
        self.shown.update(np.unique(lists[lists >= 0]).tolist())
        for title_id, places in zip(answers.asked.tolist(), lists, strict=True):
            if title_id not in self.unlike and places[0] >= 0:
                self.unlike[title_id] = unlikeness(genres[places[places >= 0]])

    @property
    def per_person(self) -> dict[str, np.ndarray]:
        return {RECALL: np.concatenate(self.recalls), NDCG: np.concatenate(self.gains)}

    @property
    def figures(self) -> dict[str, Interval | float]:
        """Recall and nDCG over people; the share of the catalogue that is in a list; how unlike the
        titles of a list are (1 - the Jaccard index of their genres, mean of pairs, then of lists);
        the share of questions that were answered at all."""
        return {
            **intervals(self.per_person),
            f"coverage@{TOP}": len(self.shown) / max(1, self.titles),
            f"diversity@{TOP}": float(np.mean(list(self.unlike.values()))) if self.unlike else 0.0,
            "answered": self.answered / max(1, self.questions),
        }


def judge(lists: np.ndarray, fold: Fold) -> tuple[np.ndarray, np.ndarray]:
    """float64[p] each: recall@10, the share of the other titles that the person liked, and nDCG@10.
    `lists`: int64[q, TOP], positions in the catalogue of what each title of the fold brought."""
    lists = lists[fold.questions]
    hits = fold.likes[fold.people[:, None], lists] & (lists >= 0)
    others = fold.likes.sum(axis=1)[fold.people] - 1
    recall = hits.sum(axis=1) / others
    ideal = np.cumsum(_DISCOUNTS)[np.minimum(others, TOP) - 1]
    gain = (hits * _DISCOUNTS).sum(axis=1) / ideal
    questions = np.bincount(fold.people, minlength=len(fold.likes))
    recall, gain = (
        np.bincount(fold.people, each, len(fold.likes)) / questions for each in (recall, gain)
    )
    return recall, gain


def intervals(per_person: Mapping[str, np.ndarray]) -> dict[str, Interval]:
    """Figure → its mean over people and the bounds: people are drawn, not questions, since those of
    one person belong together."""
    rows = [
        dict(zip(per_person, values, strict=True))
        for values in zip(*(own.tolist() for own in per_person.values()), strict=True)
    ]
    return {name: asdict(mean) for name, mean in average(rows).items()}


def ahead_of(first: Judged, second: Judged) -> dict[str, Interval]:
    """By how much the first is better, person by person (a paired bootstrap)."""
    other = second.per_person
    return intervals({name: own - other[name] for name, own in first.per_person.items()})
