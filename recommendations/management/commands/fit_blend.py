"""`manage.py fit_blend FOLDER`: how much each engine counts in the blend."""

import argparse
import json
import shlex
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.whole_files import write_whole
from recommendations.collaborative.data import UnusableRatings
from recommendations.engines.blend import WEIGHTS_FILE

PLACES = 4


class Command(BaseCommand):
    help = (
        "Fit the weights of the blend to the people of a folder in MovieLens' form, on the present "
        "catalogue. Give another folder than the one that the blend is measured on, and that one "
        "as --apart-from: who is in both is left out."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="FOLDER", help="with ratings.csv and links.csv"
        )
        parser.add_argument(
            "--apart-from", type=Path, metavar="FOLDER", help="whose people are left out"
        )
        parser.add_argument(
            "--output",
            type=Path,
            metavar="FILE",
            help=f"default, which takes --apart-from: {WEIGHTS_FILE.name}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from catalog.embeddings.encoder import current_model
        from recommendations.engines.catalogue import catalogue_from_database
        from recommendations.evaluation.blend_fitting import NothingToFit, fit_blend
        from recommendations.evaluation.joined import join_movielens

        output, apart_from = options["output"] or WEIGHTS_FILE, options["apart_from"]
        if not apart_from and output.resolve() == WEIGHTS_FILE.resolve():
            raise CommandError(
                "the weights that are served are fitted apart from the people that they are "
                "measured on: name their folder with --apart-from, or another file with --output"
            )
        try:
            joined = join_movielens(options["folder"], apart_from=apart_from)
            catalogue = catalogue_from_database()
            fitted = fit_blend(joined.ratings, catalogue, told=self.stderr.write)
            document = {
                "provenance": {
                    "data": {options["folder"].resolve().name: joined.published.digest},
                    "apart from": (
                        {apart_from.resolve().name: joined.apart_from.digest}
                        if joined.apart_from
                        else {}
                    ),
                    "catalogue": {"titles": len(catalogue), "sha256": catalogue.digest},
                    "model": current_model(),
                    "people": fitted.people,
                    "questions": fitted.questions,
                    "ndcg@10": round(fitted.gain, PLACES),
                    "recall@10": round(fitted.recall, PLACES),
                    "ndcg@10 of collaborative alone": round(fitted.gain_of_people, PLACES),
                    "date": date.today().isoformat(),
                    "command": _command(options),
                },
                "weights": fitted.weights,
            }
            text = json.dumps(document, indent=1, ensure_ascii=False)
            write_whole(output, f"{text}\n")
        except (UnusableRatings, NothingToFit, OSError) as error:
            raise CommandError(str(error)) from error
        for name, weight in fitted.weights.items():
            self.stdout.write(f"{name:14} {weight:g}")
        self.stdout.write(
            f"nDCG@10 {fitted.gain:.4f} of {fitted.people} people, {fitted.gain_of_people:.4f} by "
            "what people like together alone"
        )


def _command(options: dict[str, Any]) -> str:
    """Without the folders of this machine."""
    words = ["manage.py", "fit_blend", options["folder"].resolve().name]
    if options["apart_from"]:
        words += ["--apart-from", options["apart_from"].resolve().name]
    return shlex.join(words)
