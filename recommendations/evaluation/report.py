"""The figures of an evaluation with all that somebody needs to find them out again."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from catalog.evaluation.provenance import code_version
from recommendations.collaborative.data import Ratings
from recommendations.evaluation.content import Content
from recommendations.evaluation.evaluate import Evaluation

KIND = "recommendations"
# Beside the sections of figures.
ABOUT = frozenset({"deviation", "first seed", "neural curves", "seeds", "folds"})
PLACES = 4


def report_of(
    ratings: Ratings,
    figures: Mapping[str, Any],
    evaluation: Evaluation,
    *,
    folder: Path,
    command: str,
) -> dict[str, Any]:
    """As it is printed by `--json`, stored, and read by /proof/."""
    content = evaluation.content
    return {
        "kind": KIND,
        "command": command,
        "data_file": folder.resolve().name,
        "data_sha256": ratings.digest,
        "split": "",
        "encoder": "" if content is None else content.encoder,
        "catalogue": {
            "people": len(ratings.person_ids),
            "titles": len(ratings.title_ids),
            "ratings": len(ratings),
        },
        "commit": code_version(),
        "measured_at": timezone.now().isoformat(timespec="seconds"),
        "seeds": list(evaluation.seeds),
        "folds": evaluation.folds,
        **({} if content is None else {"content": _about(content)}),
        **_rounded(figures),
    }


def lines_of(report: Mapping[str, Any]) -> Iterator[str]:
    """A table of each section, for a terminal: of several seeds the mean, and how far they are
    apart."""
    seeds = report["seeds"]
    for section, models in report.items():
        if section in ABOUT or section not in report["deviation"] or not models:
            continue
        names = list(next(iter(models.values())))
        width = max(len(model) for model in models)
        yield f"{section}"
        yield "  ".join([" " * width, *(f"{name:>17}" for name in names)])
        for model, figures in models.items():
            spread = report["deviation"][section][model]
            cells = (
                _cell(figures[name], spread[name], seeds) if name in figures else "–"
                for name in names
            )
            yield "  ".join([f"{model:<{width}}", *(f"{cell:>17}" for cell in cells)])
        yield ""
    if len(seeds) > 1:
        yield f"mean ± standard deviation of seeds {', '.join(map(str, seeds))}"
    for number, epoch in enumerate(report.get("neural curves", ()), 1):
        told = ", ".join(f"{name} {value:.4f}" for name, value in epoch.items())
        yield f"published neural system, epoch {number}: {told}"


def _cell(mean: float, deviation: float, seeds: Sequence[int]) -> str:
    return f"{mean:.4f} ± {deviation:.4f}" if len(seeds) > 1 else f"{mean:.4f}"


def _about(content: Content) -> dict[str, Any]:
    """Of the catalogue's export that decides the figures of the models that go by it."""
    return {"sha256": content.digest, "encoder": content.encoder, "matched": content.matched}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, Mapping):
        return {name: _rounded(own) for name, own in value.items()}
    if isinstance(value, list):
        return [_rounded(own) for own in value]
    return value
