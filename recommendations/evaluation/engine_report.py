"""The figures of the engines with all that somebody needs to find them out again."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from catalog.evaluation.provenance import code_version
from catalog.models import Measurement
from recommendations.engines.catalogue import CatalogueData
from recommendations.evaluation.engines import FOLDS, SEED
from recommendations.evaluation.joined import Joined

PLACES = 4
FIGURES = ("recall@10", "ndcg@10", "coverage@10", "diversity@10", "answered")

INDEX_FIGURES = ("recall@10", "query_ms_p50", "query_ms_p95", "build_seconds", "bytes")


def report_of(
    joined: Joined,
    catalogue: CatalogueData,
    figures: Mapping[str, Any],
    *,
    data_file: str,
    encoder: str,
    command: str,
) -> dict[str, Any]:
    """As it is printed by `--json`, stored, and read by /proof/."""
    return {
        "kind": Measurement.Kind.SIMILAR.value,
        "command": command,
        "data_file": data_file,
        "data_sha256": joined.published.digest,
        "split": "",
        "encoder": encoder,
        "catalogue": {"titles": len(catalogue), "sha256": catalogue.digest, **joined.counts},
        "joined by": joined.found,
        "commit": code_version(),
        "measured_at": timezone.now().isoformat(timespec="seconds"),
        "seed": SEED,
        "folds": FOLDS,
        **_rounded(figures),
    }


def lines_of(report: Mapping[str, Any]) -> Iterator[str]:
    """Tables for a terminal."""
    engines = report["engines"]
    width = max([len("engine"), *map(len, engines), *map(len, report["indexes"])])
    yield "  ".join([f"{'engine':<{width}}", *(f"{name:>24}" for name in FIGURES)])
    for engine, figures in engines.items():
        cells = (f"{_cell(figures[name]):>24}" for name in FIGURES)
        yield "  ".join([f"{engine:<{width}}", *cells])
    for name, why in report["refused"].items():
        yield f"{name}: {why}"
    for figure, told in report.get("blend against", {}).items():
        if isinstance(told, Mapping):
            yield f"blend less {told['best']}, {figure}: {_cell(told)}"
        else:
            yield f"the blend shows {told:g} times as much of the catalogue as collaborative"
    if indexes := report["indexes"]:
        yield ""
        yield "  ".join([f"{'index':<{width}}", *(f"{name:>14}" for name in INDEX_FIGURES)])
        for index, figures in indexes.items():
            told = (figures.get(name, "–") for name in INDEX_FIGURES)
            cells = (f"{each:>14,g}" if each != "–" else f"{each:>14}" for each in told)
            yield "  ".join([f"{index:<{width}}", *cells])


def _cell(figure: Any) -> str:
    if isinstance(figure, Mapping):
        return f"{figure['mean']:.4f} ({figure['low']:.4f}–{figure['high']:.4f})"
    return f"{figure:.4f}"


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, Mapping):
        return {name: _rounded(own) for name, own in value.items()}
    return value
