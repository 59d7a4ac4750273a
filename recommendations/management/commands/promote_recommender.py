"""`manage.py promote_recommender`: choose which trained model the site serves."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.collaborative.registry import PromotionRefused, promote, roll_back
from recommendations.models import TrainingRun


class Command(BaseCommand):
    help = (
        "Serve the model of a training, or that which was served before. It counts in the next "
        "request, without a restart. Without arguments: list what there is."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("run", nargs="?", type=int, help="number of the training")
        what.add_argument(
            "--roll-back",
            choices=TrainingRun.Kind.values,
            metavar="KIND",
            help="serve again what was served before, of ranking or rating",
        )
        parser.add_argument(
            "--force",
            default="",
            metavar="REASON",
            help="though its held-out figures are worse; the reason is kept with it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reason = options["force"].strip()
        if reason and options["run"] is None:
            raise CommandError("--force goes with the number of a training")
        try:
            if options["roll_back"]:
                run = roll_back(options["roll_back"])
            elif options["run"] is not None:
                run = self._run(options["run"])
                promote(run, despite=reason)
            else:
                self._list()
                return
        except PromotionRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{run.version} is active")

    def _run(self, number: int) -> TrainingRun:
        run = TrainingRun.objects.filter(pk=number).first() if abs(number) < 2**63 else None
        if run is None:
            raise CommandError(f"there is no training {number}")
        return run

    def _list(self) -> None:
        for run in TrainingRun.objects.succeeded().exclude(folder=""):
            figures = ", ".join(f"{name} {value:.4f}" for name, value in run.metrics.items())
            self.stdout.write(
                f"{run.pk:>5} {run.kind:<8} {'active' if run.is_active else '':<7} "
                f"{run.started_at:%Y-%m-%d %H:%M} {run.data}: {figures}"
            )
