"""What the commands that train on requests and descriptions are told: files and choices."""

import argparse
import typing
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from catalog.embeddings.training.corpus import Corpus, read_corpus
from catalog.embeddings.training.loop import Standing
from catalog.embeddings.training.recipe import KIND_WEIGHTS, Recipe

# Choices of the recipe that are options by their own names, and what each is.
OPTIONS = {
    "layers": "layers of a new model",
    "width": "width of a new model's layers",
    "heads": "attention heads of a new model",
    "vocabulary": "tokens of a new model's tokenizer",
    "dimensions": "of the vectors; the catalogue's column takes 512",
    "steps": "end after so many steps (2,000 without --minutes)",
    "minutes": "end after so many minutes, continuations included",
    "batch_size": "pairs of a step",
    "learning_rate": "peak of the learning rate",
    "warm_up": "share of the training in which the rate rises",
    "weight_decay": "of the layers' matrices",
    "average": "decay of the moving average of the weights",
    "dropout": "share of what layers add that is dropped",
    "word_dropout": "share of tokens that is left out",
    "longest": "tokens that texts are cut to while training",
    "prefix_share": "share of descriptions behind their genres and countries",
    "hard_negatives": "share of requests that bring a film near them, yet not theirs",
    "mine_every": "steps between two searches for such films",
    "teacher_weight": "weight of what is imitated of the teacher in the loss",
    "teacher_texts": "texts of a step of which the teacher is imitated",
    "teacher_reads": "texts that the teacher reads, at most",
    "temperature": "of the teacher's similarities",
    "validate_every": "steps between two validations",
    "validation_films": "films among which a validation looks for a request's",
    "patience": "end after so many validations without a better one (0: never)",
    "checkpoint_every": "steps that a kill can cost at most",
    "seed": "of every choice made by chance",
    "threads": "CPU threads",
    "chunk_tokens": "tokens that go through the model at once",
}


MOST_SEEDS = 1_000_000


def seed(text: str) -> int:
    """Within what every generator takes that is seeded with it, or with a multiple of it."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= MOST_SEEDS:
        raise argparse.ArgumentTypeError(f"a whole number from 0 to {MOST_SEEDS:,}")
    return number


def kind_weight(text: str) -> tuple[str, float]:
    name, _, weight = text.partition("=")
    if name not in KIND_WEIGHTS:
        raise argparse.ArgumentTypeError(f"one of {', '.join(KIND_WEIGHTS)}, then =WEIGHT")
    try:
        number = float(weight)
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"{name}=WEIGHT with a number from 0 to 100")
    return name, number


def add_data_options(parser: argparse.ArgumentParser) -> None:
    files = parser.add_argument_group("data")
    for name, metavar, text in (
        ("--requests", "FILE", "requests with their films, JSON lines, to learn from"),
        ("--validation", "FILE", "requests to choose the best weights by; never learnt from"),
        ("--films", "FOLDER", "The Movies Dataset: movies_metadata.csv, keywords.csv"),
        ("--plots", "CSV", "more descriptions, in the Netflix schema"),
    ):
        files.add_argument(name, type=Path, nargs="+", default=[], metavar=metavar, help=text)
    files.add_argument(
        "--from-catalogue", action="store_true", help="films of the site's own database"
    )
    files.add_argument(
        "--off-topic",
        type=Path,
        metavar="FILE",
        help="texts that ask for no film, by their sorts, to be kept away from all films",
    )


def add_recipe_options(
    parser: argparse.ArgumentParser, defaults: Recipe, *, without: Collection[str] = ()
) -> None:
    """One option for each choice but those in `without`."""
    group = parser.add_argument_group("training")
    group.add_argument(
        "--weight",
        type=kind_weight,
        action="append",
        default=[],
        metavar="KIND=WEIGHT",
        help=f"draw a kind of pair so often in a pass: {', '.join(KIND_WEIGHTS)}",
    )
    group.add_argument(
        "--save-memory",
        action="store_true",
        help="large batches in little memory, a third slower",
    )
    types = typing.get_type_hints(Recipe)
    for name in (name for name in OPTIONS if name not in without):
        number = float if types[name] in (float, float | None) else int
        group.add_argument(
            f"--{name.replace('_', '-')}",
            type=seed if name == "seed" else number,
            default=getattr(defaults, name),
            metavar="N",
            help=f"{OPTIONS[name]} (default: %(default)s)",
        )


def recipe_of(options: Mapping[str, Any], *, kinds: Mapping[str, float] = KIND_WEIGHTS) -> Recipe:
    """What `add_recipe_options` was told; `kinds` where no --weight says otherwise."""
    return Recipe(
        **{name: options[name] for name in OPTIONS if name in options},
        kinds={**kinds, **dict(options["weight"])},
        save_memory=options["save_memory"],
    )


def corpus_of(options: Mapping[str, Any]) -> Corpus:
    """What the files hold that `add_data_options` was told; raise TrainingRefused."""
    return read_corpus(
        requests=options["requests"],
        validation=options["validation"],
        films=options["films"],
        plots=options["plots"],
        from_catalogue=options["from_catalogue"],
        off_topic=options["off_topic"],
    )


def summary(standing: Standing, out: Path, *, beside: str = "") -> str:
    """The last line of a training: how long it took, and what its best weights found."""
    best = standing.best
    found = f", recall@10 {best.short:.3f} short, {best.long:.3f} long" if best else ""
    return f"{standing.step:,} steps in {standing.seconds / 60:.1f} min{beside}{found}: {out}"
