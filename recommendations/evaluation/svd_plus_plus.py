"""SVD++ (Koren 2008, "Factorization meets the neighborhood", equation 15).

stars = mean + offset of the person + offset of the title + q · (p + the sum of y over all that the
person has rated, by the root of their number). It is learnt by stochastic gradient descent, a few
ratings of one person at a time. When it is asked, offset and p of a person are solved from what is
known of them then, by ridge regression: people who came after the training are like all others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recommendations.collaborative.data import Ratings


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen on an inner split of the training part: docs/recommenders.md."""

    factors: int = 20
    epochs: int = 30
    learning_rate: float = 0.01
    regularisation: float = 0.1
    spread: float = 0.05
    """of the factors before the first epoch"""
    at_once: int = 20
    """ratings of one person in one step"""
    person_ridge: float = 20.0
    """of p, when it is solved"""
    offset_ridge: float = 4.0


DEFAULT = Settings()


@dataclass(frozen=True, slots=True, eq=False)
class SvdPlusPlus:
    mean: float
    offsets: np.ndarray
    """float64[t]"""
    factors: np.ndarray
    """float64[t, f]: q"""
    company: np.ndarray
    """float64[t, f]: y"""
    settings: Settings

    def predict(self, known: np.ndarray, given: np.ndarray, asked: np.ndarray) -> np.ndarray:
        """float64[a], in stars: positions of what one person has rated, the stars, and positions
        of what is asked for."""
        own = self.factors[known]
        company = self.company[known].sum(axis=0) / np.sqrt(max(1, len(known)))
        rest = given - self.mean - self.offsets[known] - own @ company
        rows = np.hstack([np.ones((len(known), 1)), own])
        gram = rows.T @ rows
        width = own.shape[1]
        gram[np.diag_indices(len(gram))] += [
            self.settings.offset_ridge,
            *[self.settings.person_ridge] * width,
        ]
        solved = np.linalg.solve(gram, rows.T @ rest)
        wanted = self.factors[asked]
        person = solved[1:] + company
        return np.asarray(self.mean + solved[0] + self.offsets[asked] + wanted @ person)


def fit_svd_plus_plus(
    train: Ratings,
    *,
    seed: int,
    told: Callable[[str], None] = lambda line: None,
    settings: Settings = DEFAULT,
) -> SvdPlusPlus:
    """The same model for the same ratings and seed."""
    draw = np.random.default_rng(seed)
    titles, width = len(train.title_ids), settings.factors
    mean = float(train.values.mean())
    offsets = np.zeros(titles)
    own_offsets = np.zeros(len(train.person_ids))
    factors = draw.normal(0, settings.spread, (titles, width))
    company = draw.normal(0, settings.spread, (titles, width))
    tastes = draw.normal(0, settings.spread, (len(train.person_ids), width))
    order = np.argsort(train.people, kind="stable")
    people, starts = np.unique(train.people[order], return_index=True)
    rows_of = dict(zip(people.tolist(), np.split(order, starts[1:]), strict=True))
    shrink = settings.regularisation
    for epoch in range(1, settings.epochs + 1):
        rate = settings.learning_rate * (1 - (epoch - 1) / settings.epochs)
        squares = 0.0
        for person in draw.permutation(people).tolist():
            rows = draw.permutation(rows_of[person])
            rated, given = train.titles[rows], train.values[rows].astype(np.float64)
            root = np.sqrt(len(rows))
            summed = company[rated].sum(axis=0) / root
            pulled = np.zeros(width)
            for start in range(0, len(rows), settings.at_once):
                some = rated[start : start + settings.at_once]
                own = factors[some]
                both = tastes[person] + summed
                error = given[start : start + len(some)] - (
                    mean + own_offsets[person] + offsets[some] + own @ both
                )
                squares += float(error @ error)
                by_factors = error @ own
                pulled += by_factors
                size = len(some)
                own_offsets[person] += rate * (error.sum() - shrink * size * own_offsets[person])
                offsets[some] += rate * (error - shrink * offsets[some])
                factors[some] = own + rate * (error[:, None] * both - shrink * own)
                tastes[person] += rate * (by_factors - shrink * size * tastes[person])
            # A person of many ratings would pull what they have in common as many times too far.
            company[rated] += rate * (pulled / root - shrink * root * company[rated])
        told(f"SVD++, epoch {epoch} of {settings.epochs}: {np.sqrt(squares / len(train)):.4f}")
    return SvdPlusPlus(mean, offsets, factors, company, settings)
