"""Learn from requests, and from texts that ask for no film, when nothing comes close enough."""

import json
import shlex
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.embeddings.encoder import EncoderUnavailable
from catalog.evaluation.requests import UnusableRequests, read_requests
from catalog.file_digest import sha256_of
from catalog.search.cutoff import CUTOFF
from catalog.search.cutoff_fitting import OFF_TOPIC, ON_TOPIC, Fit, NothingToFit, fit_cutoff
from catalog.whole_files import write_whole

DIGITS = 4


class Command(BaseCommand):
    help = (
        "Fit the cut-off behind which search finds nothing, against the present catalogue and "
        "encoder: after another encoder has read the titles, or off_topic.txt has grown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", type=Path, nargs="+", metavar="REQUESTS", help="real requests to learn from"
        )
        parser.add_argument("--output", type=Path, default=CUTOFF, help="default: %(default)s")

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["paths"]
        try:
            requests = [
                (request.texts.get("short", ""), request.texts.get("long", ""))
                for path in paths
                for request in read_requests(path)
            ]
            fit = fit_cutoff(requests, on_progress=self._report)
            text = json.dumps(_document(fit, paths), indent=1, ensure_ascii=False)
            write_whole(options["output"], f"{text}\n")
        except (UnusableRequests, NothingToFit, EncoderUnavailable, OSError) as error:
            raise CommandError(str(error)) from error
        for sort, (below, count) in fit.turned_away.items():
            self.stdout.write(f"{below:5} of {count:4} turned away: {sort}")
        self.stdout.write(
            f"area under the curve {fit.area:.3f}, of real requests against off-topic texts; "
            f"{fit.named} texts name a title or a person and need no cut-off"
        )

    def _report(self, done: int, total: int) -> None:
        self.stderr.write(f"{done} of {total} texts read")


def _document(fit: Fit, paths: list[Path]) -> dict[str, Any]:
    cutoff = fit.cutoff
    return {
        "model": cutoff.model,
        "provenance": {
            "data": {path.name: sha256_of(path) for path in [*paths, OFF_TOPIC, ON_TOPIC]},
            "titles": cutoff.titles,
            "date": date.today().isoformat(),
            "command": f"manage.py fit_cutoff {shlex.join(path.name for path in paths)}",
            "area_under_the_curve": round(fit.area, 3),
            "turned_away": {
                sort: f"{below} of {count}" for sort, (below, count) in fit.turned_away.items()
            },
        },
        "intercept": round(cutoff.intercept, DIGITS),
        "allowance": round(cutoff.allowance, DIGITS),
        "weights": {name: round(weight, DIGITS) for name, weight in cutoff.weights.items()},
        "direction": [round(component, DIGITS) for component in cutoff.direction.tolist()],
    }
