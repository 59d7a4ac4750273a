"""All models on the same splits: the figures of docs/recommenders.md, of /proof/ and of CI."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from recommendations.collaborative.data import Ratings, UnusableRatings
from recommendations.evaluation import ranking_models, rating_models
from recommendations.evaluation.bayesian_machine import is_installed
from recommendations.evaluation.content import Content, fit_blended
from recommendations.evaluation.metrics import (
    mean_and_deviation,
    ranking_metrics,
    rating_metrics,
)
from recommendations.evaluation.splits import (
    HISTORY_LENGTHS,
    RankingSplit,
    favourites_split,
    newcomers_rating_split,
    newcomers_split,
    newest_liked_split,
    person_folds,
    random_split,
    shortened,
)

FIRST_SEED = 42
FOLDS = 5
FEWEST_PEOPLE = 2
WITHOUT_FAVOURITES = frozenset({"neural"})

Told = Callable[[str], None]
Figures = dict[str, dict[str, float]]
"""model → figure → value, of one seed"""


@dataclass(frozen=True, slots=True)
class Evaluation:
    seeds: Sequence[int] = (FIRST_SEED,)
    models: Collection[str] = field(default_factory=lambda: usual_models(has_content=False))
    folds: int = FOLDS
    """into which people are cut who come after the training"""
    content: Content | None = None
    """what the titles tell, for the models that go by it"""

    @property
    def ranking_models(self) -> Mapping[str, ranking_models.Fit]:
        if self.content is None:
            return ranking_models.MODELS
        blended = partial(fit_blended, content=self.content)
        return {**ranking_models.MODELS, ranking_models.BLENDED: blended}


def known_models() -> list[str]:
    return sorted({*rating_models.MODELS, *ranking_models.MODELS, ranking_models.BLENDED})


def usual_models(*, has_content: bool) -> frozenset[str]:
    """All that can be fitted here."""
    models = set(known_models())
    if not has_content:
        models -= {ranking_models.BLENDED}
    if not is_installed():
        models -= rating_models.NEEDING_MYFM
    return frozenset(models)


def evaluate(ratings: Ratings, evaluation: Evaluation, *, told: Told) -> dict[str, Any]:
    """Section → model → figure → its mean over seeds; the same under "deviation" and, for the first
    seed alone, under "first seed". Raises UnusableRatings where there is nothing to hold out."""
    if len(ratings.person_ids) < FEWEST_PEOPLE:
        raise UnusableRatings(
            f"ratings of one person: it takes {FEWEST_PEOPLE} people at least, to leave out some "
            "and learn from the others"
        )
    if not len(newest_liked_split(ratings).people):
        raise UnusableRatings("nobody has liked a title and rated another: nothing to hold out")
    sections: dict[str, list[Figures]] = {}
    kept: dict[str, dict[str, float]] = {}
    for seed in evaluation.seeds:
        for section, figures in _of_seed(ratings, evaluation, seed, kept, told):
            sections.setdefault(section, []).append(figures)
    report: dict[str, Any] = {"deviation": {}, "first seed": {}}
    for section, per_seed in sections.items():
        spread = {
            model: mean_and_deviation([figures[model] for figures in per_seed])
            for model in per_seed[0]
        }
        for part, where in (("mean", report), ("deviation", report["deviation"])):
            where[section] = {
                model: {name: figure[part] for name, figure in own.items()}
                for model, own in spread.items()
            }
        report["first seed"][section] = per_seed[0]
    if "neural" in evaluation.models:
        told("the published neural system, epoch by epoch")
        report["neural curves"] = _curves(ratings, evaluation.seeds[0], told)
    return report


def _of_seed(
    ratings: Ratings,
    evaluation: Evaluation,
    seed: int,
    kept: dict[str, dict[str, float]],
    told: Told,
) -> Iterator[tuple[str, Figures]]:
    def say(line: str) -> None:
        told(f"seed {seed}: {line}")

    yield "rating", _rating(ratings, evaluation, seed, say)
    yield "rating newcomers", _rating_newcomers(ratings, evaluation, seed, say)
    split = newest_liked_split(ratings)
    yield "ranking", _ranking(split, evaluation, seed, say, kept=kept)
    favourites = favourites_split(ratings, seed=seed)
    if len(favourites.people):
        models = evaluation.ranking_models.keys() - WITHOUT_FAVOURITES
        yield "favourites", _ranking(favourites, evaluation, seed, say, only=models)
    for length, figures in _by_history_length(ratings, evaluation, seed, say).items():
        yield f"history of {length}", figures


def _rating(ratings: Ratings, evaluation: Evaluation, seed: int, told: Told) -> Figures:
    split = random_split(ratings, seed=seed)
    figures = {}
    for name, fit in _chosen(rating_models.MODELS, evaluation):
        told(f"rating, {name}")
        predict = fit(split.train, seed, told)
        figures[name] = rating_metrics(predict(split.train, split.test), split.test)
    return figures


def _rating_newcomers(ratings: Ratings, evaluation: Evaluation, seed: int, told: Told) -> Figures:
    """One fold of the people, none of whose ratings is learnt from."""
    is_out = next(person_folds(ratings, seed=seed, folds=evaluation.folds))
    train, own = newcomers_rating_split(ratings, is_out, seed=seed)
    figures: Figures = {}
    if not len(train) or not len(own.test):
        return figures
    for name, fit in _chosen(rating_models.MODELS, evaluation, rating_models.FOR_NEWCOMERS):
        told(f"rating by newcomers, {name}")
        figures[name] = rating_metrics(fit(train, seed, told)(own.train, own.test), own.test)
    return figures


def _ranking(
    split: RankingSplit,
    evaluation: Evaluation,
    seed: int,
    told: Told,
    *,
    only: Collection[str] | None = None,
    kept: dict[str, dict[str, float]] | None = None,
) -> Figures:
    """`kept`: figures of models without chance, where the split does not depend on the seed."""
    figures = {}
    for name, fit in _chosen(evaluation.ranking_models, evaluation, only):
        if kept is not None and name in kept:
            figures[name] = kept[name]
            continue
        told(f"ranking, {name}")
        scorer = fit(split.train, seed, told)(split.known)
        figures[name] = ranking_metrics(split, scorer, titles=split.train.about)
        if kept is not None and name in ranking_models.WITHOUT_CHANCE:
            kept[name] = figures[name]
    return figures


def _by_history_length(
    ratings: Ratings, evaluation: Evaluation, seed: int, told: Told
) -> dict[int, Figures]:
    """Of newcomers: each person is left out of one fold's training, and asked with the newest one,
    two, five … of the ratings before the title to be found."""
    found: dict[int, dict[str, list[tuple[int, dict[str, float]]]]] = {}
    for is_out in person_folds(ratings, seed=seed, folds=evaluation.folds):
        split = newcomers_split(ratings, is_out)
        if not len(split.people) or not len(split.train):
            continue
        for name, fit in _chosen(
            evaluation.ranking_models, evaluation, ranking_models.FOR_NEWCOMERS
        ):
            told(f"newcomers, {name}")
            scorer = fit(split.train, seed, told)(split.known)
            for length in HISTORY_LENGTHS:
                short, seen = shortened(split, length)
                if len(short.people):
                    figures = ranking_metrics(short, scorer, seen=seen)
                    own = found.setdefault(length, {}).setdefault(name, [])
                    own.append((len(short.people), figures))
    return {
        length: {name: _weighted_mean(parts) for name, parts in models.items()}
        for length, models in found.items()
    }


def _weighted_mean(parts: Sequence[tuple[int, Mapping[str, float]]]) -> dict[str, float]:
    """Over people, from the means of the folds; those of the lists as a whole are left out."""
    names = ("hr@10", "ndcg@10", "recall@100")
    people = np.array([count for count, _figures in parts], dtype=np.float64)
    means = {
        name: float(np.average([figures[name] for _count, figures in parts], weights=people))
        for name in names
    }
    return {**means, "people": float(people.sum())}


def _chosen(
    models: Mapping[str, Any], evaluation: Evaluation, only: Collection[str] | None = None
) -> list[tuple[str, Any]]:
    return [
        (name, fit)
        for name, fit in models.items()
        if name in evaluation.models and (only is None or name in only)
    ]


def _curves(ratings: Ratings, seed: int, told: Told) -> list[dict[str, float]]:
    from recommendations.collaborative.neural import fit_neural

    split = random_split(ratings, seed=seed)
    return fit_neural(split.train, split.test, seed=seed, told=told).curves
