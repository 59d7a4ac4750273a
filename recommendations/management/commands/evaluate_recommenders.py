"""`manage.py evaluate_recommenders FOLDER`: how good recommendations and predicted ratings are."""

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from catalog.management.first_line import first_line
from recommendations.collaborative.data import Ratings, UnusableRatings
from recommendations.collaborative.movielens import read_movielens
from recommendations.evaluation.content import Content, read_content
from recommendations.evaluation.evaluate import (
    FIRST_SEED,
    FOLDS,
    Evaluation,
    evaluate,
    known_models,
    usual_models,
)
from recommendations.evaluation.ranking_models import BLENDED
from recommendations.evaluation.report import lines_of, report_of

MOST_SEEDS = 50


class Command(BaseCommand):
    help = (
        "Train each model on a part of the ratings of a folder in MovieLens' form and ask it for "
        "the rest: errors of predicted ratings, ranks of titles that people liked next, hidden "
        "favourites, and short histories. Nothing is read from the database."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="with ratings.csv")
        parser.add_argument(
            "--seeds", type=int, default=1, metavar="N", help=f"so many, from {FIRST_SEED} on"
        )
        parser.add_argument(
            "--models",
            nargs="+",
            choices=known_models(),
            metavar="NAME",
            help="these alone: " + ", ".join(known_models()),
        )
        parser.add_argument(
            "--catalogue",
            type=Path,
            metavar="PATH",
            help="what the titles tell, for the model `blended`: as export_catalogue --format "
            "parquet --with-embeddings writes it",
        )
        parser.add_argument(
            "--store", action="store_true", help="keep the figures, and show them on /proof/"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, seeds = options["folder"], options["seeds"]
        if not 1 <= seeds <= MOST_SEEDS:
            raise CommandError(f"--seeds: {seeds} is not between 1 and {MOST_SEEDS}")
        models = _models(options)
        try:
            ratings = read_movielens(folder)
            evaluation = Evaluation(
                seeds=range(FIRST_SEED, FIRST_SEED + seeds),
                models=models,
                folds=FOLDS,
                content=self._content(options["catalogue"], ratings),
            )
            figures = evaluate(ratings, evaluation, told=self._tell)
        except UnusableRatings as error:
            raise CommandError(f"{folder}: {error}") from error
        except KeyboardInterrupt as error:
            raise CommandError(f"{folder}: interrupted", returncode=130) from error
        report = report_of(ratings, figures, evaluation, folder=folder, command=_command(options))
        if options["store"]:
            self._store(report)
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        for line in lines_of(report):
            self.stdout.write(line)
        stored = "; stored, and shown on /proof/" if options["store"] else ""
        self.stdout.write(
            f"{folder.name}: {len(ratings):,} ratings, {seeds} seeds, "
            f"sha256 {report['data_sha256']}{stored}"
        )

    def _content(self, path: Path | None, ratings: Ratings) -> Content | None:
        if path is None:
            return None
        content = read_content(path, ratings.title_ids)
        self._tell(f"{path.name} has {content.matched:,} of {len(ratings.title_ids):,} films")
        return content

    def _store(self, report: dict[str, Any]) -> None:
        from catalog.measurements import store_measurement
        from catalog.models import Measurement

        try:
            store_measurement(report, kind=Measurement.Kind.RECOMMENDATIONS)
        except DatabaseError as error:
            reason = first_line(error)
            raise CommandError(f"{reason}; nothing was stored") from error

    def _tell(self, line: str) -> None:
        self.stderr.write(line)


def _models(options: dict[str, Any]) -> frozenset[str]:
    """Raises CommandError where one that was asked for cannot be fitted here."""
    usual = usual_models(has_content=options["catalogue"] is not None)
    wanted = frozenset(options["models"] or usual)
    if BLENDED in wanted - usual:
        raise CommandError(f"--models {BLENDED}: say by --catalogue what the titles tell")
    if missing := sorted(wanted - usual):
        raise CommandError(f"--models {' '.join(missing)}: needs requirements/myfm.txt")
    return wanted


def _command(options: dict[str, Any]) -> str:
    """What gives the same figures again, without the folders of this machine."""
    words = ["manage.py", "evaluate_recommenders", options["folder"].resolve().name]
    words += ["--seeds", str(options["seeds"])]
    if options["models"]:
        words += ["--models", *sorted(options["models"])]
    if options["catalogue"]:
        words += ["--catalogue", options["catalogue"].name]
    return shlex.join(words)
