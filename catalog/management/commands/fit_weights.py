"""Learn from real requests how much each figure that speaks for a title counts in a search."""

import json
import shlex
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.embeddings.encoder import EncoderUnavailable, load_encoder
from catalog.evaluation.questions import Question, questions_of
from catalog.evaluation.requests import UnusableRequests, read_requests
from catalog.file_digest import sha256_of
from catalog.models import Movie
from catalog.search.fusion import WEIGHTS, fitted_weights
from catalog.search.weights_fitting import FittedWeights, NothingToFit, fit_weights
from catalog.whole_files import write_whole

DIGITS = 3
REPORTED_EVERY = 100


class Command(BaseCommand):
    help = (
        "Fit the weights of the search's fused score to requests and their films, against the "
        "present catalogue and encoder. Give requests that the encoder has not learnt from."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", type=Path, nargs="+", metavar="REQUESTS", help="requests with their films"
        )
        parser.add_argument("--output", type=Path, default=WEIGHTS, help="default: %(default)s")

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["paths"]
        present: dict[str, float] = fitted_weights()["weights"]
        try:
            model = load_encoder().name
            fitted = fit_weights(_questions(paths), present, on_progress=self._report)
            document = _document(fitted, paths, model)
            text = json.dumps(document, indent=1, ensure_ascii=False)
            write_whole(options["output"], f"{text}\n")
        except (UnusableRequests, NothingToFit, EncoderUnavailable, OSError) as error:
            raise CommandError(str(error)) from error
        for name, weight in fitted.weights.items():
            self.stdout.write(f"{name:12} {present[name]:7.3f} -> {weight:7.3f}")
        for length, count in fitted.asked.items():
            self.stdout.write(
                f"{length}: {fitted.found_before[length]:.3f} of {count} found among the first ten,"
                f" {fitted.found_after[length]:.3f} by weights fitted without them"
            )

    def _report(self, done: int, total: int) -> None:
        if done % REPORTED_EVERY == 0 or done == total:
            self.stderr.write(f"{done} of {total} requests read")


def _questions(paths: list[Path]) -> list[Question]:
    requests = {request.query_id: request for path in paths for request in read_requests(path)}
    among = set(Movie.objects.for_everybody().values_list("pk", flat=True))
    return questions_of(list(requests.values()), length=None, among=among, platforms=()).asked


def _document(fitted: FittedWeights, paths: list[Path], model: str) -> dict[str, Any]:
    return {
        "provenance": {
            "data": {path.name: sha256_of(path) for path in paths},
            "requests": fitted.asked,
            "film_not_among_candidates": fitted.not_among_candidates,
            "model": model,
            "titles": Movie.objects.for_everybody().count(),
            "date": date.today().isoformat(),
            "command": f"manage.py fit_weights {shlex.join(path.name for path in paths)}",
            "recall@10_before": _rounded(fitted.found_before),
            "recall@10_by_weights_fitted_without_them": _rounded(fitted.found_after),
            "by_judgement": "is_named, is_misspelt: see catalog/search/weights_fitting.py",
        },
        "weights": _rounded(fitted.weights),
    }


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(figure, DIGITS) for name, figure in figures.items()}
