"""`manage.py train_recommender`: learn from all ratings what to recommend, and serve it."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.collaborative.registry import PromotionRefused, promote
from recommendations.collaborative.runs import TrainingRefused
from recommendations.collaborative.training import SEED, Order, train
from recommendations.models import TrainingRun


class Command(BaseCommand):
    help = (
        "Train the recommenders on the site's ratings and favourites, measure them on held-out "
        "ratings, and serve those that are not worse than the active ones. Run again after a "
        "kill, it goes on where it was stopped."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--kind",
            action="append",
            choices=TrainingRun.Kind.values,
            help="only this kind; may be given twice (default: both)",
        )
        parser.add_argument(
            "--seed",
            type=_seed,
            default=SEED,
            metavar="N",
            help="of split and model (default: %(default)s)",
        )
        parser.add_argument(
            "--folder",
            type=Path,
            metavar="MOVIELENS",
            help="learn from this folder's ratings.csv, of the films that the site has, "
            "instead of the database",
        )
        parser.add_argument(
            "--no-promote", action="store_true", help="offer the models, serve what was served"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(
            kinds=tuple(dict.fromkeys(options["kind"] or TrainingRun.Kind.values)),
            seed=options["seed"],
            folder=options["folder"],
        )
        try:
            runs = train(
                order,
                told=self._tell,
                on_trained=self._offer if options["no_promote"] else self._promote,
            )
        except TrainingRefused as error:
            raise CommandError(str(error)) from error
        failed = [run for run in runs if run.state == TrainingRun.State.FAILED]
        if failed:
            raise CommandError("; ".join(f"{run.version} failed: {run.error}" for run in failed))
        self._tell(f"{len(runs)} trained: {', '.join(run.version for run in runs)}")

    def _promote(self, run: TrainingRun) -> None:
        try:
            promote(run)
        except PromotionRefused as error:
            self._tell(f"{run.version} is not promoted: {error}")
        else:
            self._tell(f"{run.version} is active")

    def _offer(self, run: TrainingRun) -> None:
        self._tell(f"{run.version} waits: manage.py promote_recommender {run.pk}")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to {2**32 - 1}")
    return int(text)
