"""All engines of similar titles on the same people: what docs/recommenders.md and /proof/ show."""

import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from catalog.models import Movie
from recommendations.collaborative.data import Ratings
from recommendations.engines.base import BuiltEngine, Engine, NotBuildable
from recommendations.engines.blend import DEPTH, PARTS, Blend, shipped_weights
from recommendations.engines.catalogue import CatalogueData
from recommendations.engines.choices import BUILT, ENGINES
from recommendations.engines.clip import Clip
from recommendations.engines.collaborative import Collaborative
from recommendations.engines.features import FlatFeatures
from recommendations.engines.genres import genre_flags
from recommendations.evaluation.engine_answers import Answers, ask
from recommendations.evaluation.engine_figures import Judged, ahead_of
from recommendations.evaluation.engine_folds import Fold, folds_of
from recommendations.evaluation.engine_indexes import embedding_figures, feature_figures

SEED = 42
FOLDS = 5

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What engines that learn from no ratings say: the same in every fold."""

    built: dict[str, BuiltEngine]
    answers: dict[str, Answers]
    costs: dict[str, dict[str, float]]
    """engine → build_seconds and bytes, of those that are built"""
    refused: dict[str, str]
    """engine → why it could not be built here"""


def known_engines() -> list[str]:
    return list(ENGINES)


def competing(catalogue: CatalogueData) -> np.ndarray:
    """int64[t], ascending: the ids of titles that everybody may see."""
    everybodys = Movie.objects.for_everybody().values_list("pk", flat=True)
    return np.intersect1d(catalogue.title_ids, np.fromiter(everybodys, dtype=np.int64))


def evaluate_engines(
    ratings: Ratings, catalogue: CatalogueData, names: Collection[str], *, told: Told
) -> dict[str, Any]:
    """`ratings` of titles of the catalogue that everybody may see. What learns from people learns
    from those of other folds alone. Raises UnusableRatings where nobody liked two titles."""
    competes = competing(catalogue)
    genres = _genres(catalogue, competes)
    folds = list(folds_of(ratings, competes, seed=SEED, folds=FOLDS))
    content = ask_content(catalogue, folds, _needed(names), told=told)
    counting = [name for name, weight in shipped_weights().items() if weight]
    lacking = [name for name in counting if name in content.refused]
    if Blend.name in names and lacking:
        # Whatever it reaches without them is not the blend that the site serves.
        without = "; ".join(content.refused[name] for name in lacking)
        names = [name for name in names if name != Blend.name]
        content.refused[Blend.name] = f"not measured without {', '.join(lacking)}: {without}"
    judged: dict[str, Judged] = {}
    for number, fold in enumerate(folds, 1):
        told(f"people of fold {number} of {len(folds)}")
        for name, answers in _answers(fold, content, names, told):
            judged.setdefault(name, Judged(len(competes))).add(answers, fold, competes, genres)
    report: dict[str, Any] = {
        "engines": {name: judged[name].figures for name in names if name in judged},
        "costs": content.costs,
        "refused": content.refused,
        "indexes": _indexes(content, told),
        "questions": sum(len(fold.questions) for fold in folds),
        "people": sum(len(fold.likes) for fold in folds),
        "titles asked with": len(np.unique(np.concatenate([fold.asked for fold in folds]))),
    }
    singles = [name for name in judged if name != Blend.name]
    if Blend.name in judged and singles:
        report["blend against"] = _against(judged, singles)
    return report


def ask_content(
    catalogue: CatalogueData, folds: Collection[Fold], names: Collection[str], *, told: Told
) -> Content:
    """Those of `names` that learn from the catalogue alone, asked once about every title that
    somebody asks with."""
    asked = np.unique(np.concatenate([fold.asked for fold in folds]))
    built: dict[str, BuiltEngine] = {}
    answers: dict[str, Answers] = {}
    costs: dict[str, dict[str, float]] = {}
    refused: dict[str, str] = {}
    for name in names:
        engine: Engine
        if name == Clip.name:
            engine = Clip()
        elif name in BUILT and name != Collaborative.name:
            begin = time.perf_counter()
            try:
                engine = built[name] = BUILT[name].build(catalogue, told=told)
            except NotBuildable as refusal:
                refused[name] = str(refusal.reason)
                answers[name] = Answers.none()
                continue
            seconds = time.perf_counter() - begin
            costs[name] = {"build_seconds": seconds, "bytes": _bytes(built[name])}
        else:
            continue
        told(f"{name}: asked about {len(asked):,} titles")
        answers[name] = ask(engine, asked, depth=DEPTH)
    return Content(built, answers, costs, refused)


def parts_of(fold: Fold, content: Content, *, told: Told) -> dict[str, Answers]:
    """Engine → its answers, with what people like together learnt from the others of this fold."""
    people = Collaborative.of_ratings(fold.train, told=told)
    return {**content.answers, Collaborative.name: ask(people, fold.asked, depth=DEPTH)}


def _needed(names: Collection[str]) -> list[str]:
    parts = PARTS if Blend.name in names else ()
    return [name for name in ENGINES if name in names or name in parts]


def _answers(
    fold: Fold, content: Content, names: Collection[str], told: Told
) -> Iterator[tuple[str, Answers]]:
    """Of this fold's questions, in its order."""
    parts: Mapping[str, Answers] = content.answers
    if {Collaborative.name, Blend.name} & set(names):
        parts = parts_of(fold, content, told=told)
    for name in names:
        if name == Blend.name:
            yield name, ask(Blend(parts.__getitem__), fold.asked, depth=DEPTH)
        elif name in parts and name not in content.refused:
            rows = np.searchsorted(parts[name].asked, fold.asked)
            yield name, Answers(fold.asked, parts[name].ids[rows], parts[name].scores[rows])


def _against(judged: Mapping[str, Judged], singles: Collection[str]) -> dict[str, Any]:
    """The blend less the best of the others in each figure, and how much more of the catalogue it
    shows than what people like together."""
    report: dict[str, Any] = {}
    for figure in judged[Blend.name].per_person:
        best = max(singles, key=lambda name: float(judged[name].per_person[figure].mean()))
        report[figure] = {"best": best, **ahead_of(judged[Blend.name], judged[best])[figure]}
    if Collaborative.name in judged:
        other = max(1, len(judged[Collaborative.name].shown))
        report["times its coverage"] = len(judged[Blend.name].shown) / other
    return report


def _indexes(content: Content, told: Told) -> dict[str, dict[str, float]]:
    """Of the engines that were asked and have one."""
    found = {}
    for name, engine in content.built.items():
        if isinstance(engine, FlatFeatures):
            told(f"{name}: against an exact search")
            found[name] = {**feature_figures(engine), **content.costs[name]}
    if Clip.name in content.answers:
        told("clip: against an exact search")
        found[Clip.name] = embedding_figures()
    return found


def _genres(catalogue: CatalogueData, competes: np.ndarray) -> np.ndarray:
    """bool[competing titles, genres]"""
    _names, flags = genre_flags(catalogue.genres)
    return flags[np.searchsorted(catalogue.title_ids, competes)] > 0


def _bytes(engine: BuiltEngine) -> int:
    with tempfile.TemporaryDirectory() as folder:
        engine.save(Path(folder))
        return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
