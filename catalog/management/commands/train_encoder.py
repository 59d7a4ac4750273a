"""`manage.py train_encoder OUT`: a text encoder of this project's own, or a finer-tuned one."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.embeddings.encoder import EncoderUnavailable, check_libraries
from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.recipe import Recipe
from catalog.management.training_options import (
    add_data_options,
    add_recipe_options,
    corpus_of,
    recipe_of,
    summary,
)


class Command(BaseCommand):
    help = (
        "Train a text encoder on requests and descriptions of films, or fine-tune one (--start). "
        "Run again with the same arguments, it goes on where it was stopped."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT", help="a new folder for the model")
        add_data_options(parser)
        model = parser.add_argument_group("model")
        model.add_argument("--start", type=Path, metavar="FOLDER", help="model to go on from")
        model.add_argument(
            "--teacher",
            default="none",
            metavar="none|minilm|FOLDER",
            help="sentence encoder to begin the tokens with, and to imitate (see tune_teacher)",
        )
        add_recipe_options(parser, Recipe())

    def handle(self, *args: Any, **options: Any) -> None:
        from catalog.embeddings.training.run import train

        try:
            check_libraries()
            recipe = recipe_of(options)
            recipe.check()
            outcome = train(
                options["out"],
                corpus_of(options),
                recipe,
                start=options["start"],
                teacher=options["teacher"],
                told=self._tell,
            )
        except (TrainingRefused, EncoderUnavailable) as error:
            raise CommandError(str(error)) from error
        share = f" ({outcome.share_of_rate:.0%} of the machine's rate)"
        self._tell(summary(outcome.standing, options["out"], beside=share))

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
