"""`manage.py tune_teacher OUT`: a sentence encoder tuned on requests, for `train_encoder`."""

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.embeddings.encoder import EncoderUnavailable, check_libraries
from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.recipe import KIND_WEIGHTS, Recipe
from catalog.management.training_options import (
    add_data_options,
    add_recipe_options,
    corpus_of,
    recipe_of,
    summary,
)

# A teacher knows its language: it learns what requests are, and no more of descriptions than keeps
# it from forgetting them.
KINDS = {
    **dict.fromkeys(KIND_WEIGHTS, 0.3),
    "short_description": 2.0,
    "piece_description": 3.0,
    "two_descriptions": 1.0,
    "facts_description": 0.0,
    "off_topic": 0.0,
}
DEFAULTS = dataclasses.replace(
    Recipe(),
    steps=200,
    batch_size=192,
    learning_rate=8e-5,
    warm_up=0.1,
    weight_decay=0.01,
    average=0.98,
    word_dropout=0.0,
    longest=77,
    prefix_share=0.4,
    hard_negatives=0.3,
    mine_every=70,
    validate_every=50,
    validation_films=3_000,
    checkpoint_every=20,
)
OF_A_STUDENT = {
    *("layers", "width", "heads", "vocabulary", "dimensions", "dropout"),
    *("teacher_weight", "teacher_texts", "teacher_reads", "temperature"),
}


class Command(BaseCommand):
    help = (
        "Tune a sentence encoder on requests and descriptions of films, as a teacher for "
        "train_encoder. Run again with the same arguments, it goes on where it was stopped."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("out", type=Path, metavar="OUT", help="a new folder for the teacher")
        add_data_options(parser)
        parser.add_argument(
            "--start",
            default="minilm",
            metavar="minilm|FOLDER",
            help="sentence encoder to begin with (default: %(default)s)",
        )
        add_recipe_options(parser, DEFAULTS, without=OF_A_STUDENT)

    def handle(self, *args: Any, **options: Any) -> None:
        from catalog.embeddings.training.tuning import tune

        try:
            check_libraries()
            recipe = recipe_of(options, kinds=KINDS)
            recipe.check()
            standing = tune(
                options["out"],
                corpus_of(options),
                recipe,
                start=options["start"],
                told=self._tell,
            )
        except (TrainingRefused, EncoderUnavailable) as error:
            raise CommandError(str(error)) from error
        self._tell(summary(standing, options["out"]))

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
