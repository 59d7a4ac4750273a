"""`manage.py evaluate_search QUERIES.jsonl`: how often search finds the film that was meant."""

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.embeddings.encoder import EncoderUnavailable
from catalog.evaluation.competitors import ALL, WITH_OVERVIEW, NoCompetitors
from catalog.evaluation.evaluate import Evaluation, NothingAsked, evaluate
from catalog.evaluation.requests import LENGTHS, UnusableRequests
from catalog.evaluation.search import DEFAULT_MODE, MODES
from catalog.evaluation.tables import lines_of
from catalog.management.first_line import first_line
from catalog.measurements import Unstorable, check_storable, store_measurement
from catalog.models import Measurement


class Command(BaseCommand):
    help = (
        "Ask the site's search what the lines of a file ask, and report where the films stand that "
        "were meant: recall at 1, 3, 5, 10 and 100, mean reciprocal rank and nDCG at 10, with "
        "intervals of 95 %. The figures are stored and shown on /proof/."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="QUERIES.jsonl", help="one request a line")
        parser.add_argument(
            "--query", choices=LENGTHS, help="which text of each line (default: both)"
        )
        parser.add_argument(
            "--mode",
            choices=MODES,
            help=f"this way of searching alone (default: all; {DEFAULT_MODE} on top)",
        )
        parser.add_argument(
            "--encoder",
            default="",
            metavar="NAME",
            help="a folder or a model of the hub to read titles and requests with, in a copy",
        )
        parser.add_argument(
            "--catalogue",
            default=[ALL],
            nargs="+",
            metavar="NAME",
            help=f"which titles compete: {ALL} (the default), those of a platform, those that have "
            f"an {WITH_OVERVIEW}; of several, those of which all holds: tmdb {WITH_OVERVIEW}",
        )
        parser.add_argument(
            "--training",
            type=Path,
            nargs="+",
            default=[],
            metavar="FILE",
            help="requests that the encoder learnt from: their films are reported apart",
        )
        parser.add_argument(
            "--baselines", action="store_true", help="TF-IDF, Postgres alone and MiniLM as well"
        )
        parser.add_argument(
            "--off-topic",
            type=Path,
            metavar="FILE",
            help="texts that ask for no film (a kind, a tab, the text): measures the cut-off too",
        )
        parser.add_argument(
            "--split", help="what the data was kept for (default: the end of the file's name)"
        )
        parser.add_argument("--no-store", action="store_true", help="do not show it on /proof/")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        evaluation = Evaluation(
            path=path,
            length=options["query"],
            mode=options["mode"],
            encoder=options["encoder"],
            catalogue=tuple(options["catalogue"]),
            training=tuple(options["training"]),
            with_baselines=options["baselines"],
            off_topic=options["off_topic"],
            split=options["split"],
            command=_command(options),
        )
        try:
            if not options["no_store"]:
                check_storable(
                    data_file=path.name, split=options["split"] or "", command=evaluation.command
                )
            report = self._evaluate(evaluation)
            if not options["no_store"]:
                store_measurement(report, kind=Measurement.Kind.SEARCH)
        except (
            UnusableRequests,
            NoCompetitors,
            NothingAsked,
            EncoderUnavailable,
            Unstorable,
        ) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"{path}: {first_line(error)}; nothing was stored") from error
        except KeyboardInterrupt as error:
            raise CommandError(
                f"{path}: interrupted; nothing was stored", returncode=130
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        for line in lines_of(report):
            self.stdout.write(line)
        stored = "" if options["no_store"] else "; stored, and shown on /proof/"
        self.stdout.write(f"{path.name}: {report['requests']} requests asked{stored}")

    def _evaluate(self, evaluation: Evaluation) -> dict[str, Any]:
        console = Console(stderr=True)
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        ) as progress:
            bars: dict[str, Any] = {}

            def show(what: str, done: int, of: int) -> None:
                if what not in bars:
                    bars[what] = progress.add_task(what, total=of)
                progress.update(bars[what], completed=done, total=of)

            return evaluate(evaluation, on_progress=show)


def _command(options: dict[str, Any]) -> str:
    """What gives the same figures again, without the folders of this machine."""
    words = ["manage.py", "evaluate_search", options["path"].name]
    for name in ("query", "mode", "encoder"):
        if options[name]:
            words += [f"--{name}", _name(options[name])]
    if options["catalogue"] != [ALL]:
        words += ["--catalogue", *options["catalogue"]]
    if options["training"]:
        words += ["--training", *(path.name for path in options["training"])]
    if options["off_topic"]:
        words += ["--off-topic", options["off_topic"].name]
    if options["baselines"]:
        words.append("--baselines")
    return shlex.join(words)


def _name(value: str) -> str:
    """Of a folder, its last part; of a model of the hub, all."""
    return Path(value).name if Path(value).is_dir() else value
