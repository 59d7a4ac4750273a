"""`manage.py evaluate_engines FOLDER`: how good similar titles are, engine by engine."""

import argparse
import json
import shlex
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from catalog.management.first_line import first_line
from recommendations.collaborative.data import UnusableRatings


class Command(BaseCommand):
    help = (
        "Ask each engine of similar titles with every title that people of a folder in MovieLens' "
        "form liked, for the others that they liked, among all titles of the catalogue; and each "
        "index for the nearest, against an exact search. Films are joined by links.csv. What "
        "learns from people learns from others of the folder than those who ask. Nothing changes."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        from recommendations.evaluation.engines import known_engines

        parser.add_argument(
            "folder", type=Path, metavar="FOLDER", help="with ratings.csv and links.csv"
        )
        parser.add_argument(
            "--engines",
            nargs="+",
            choices=known_engines(),
            metavar="NAME",
            help="these alone: " + ", ".join(known_engines()),
        )
        parser.add_argument(
            "--store", action="store_true", help="keep the figures, and show them on /proof/"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._report(options)
        except UnusableRatings as error:
            raise CommandError(f"{options['folder']}: {error}") from error
        except DatabaseError as error:
            raise CommandError(first_line(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("interrupted", returncode=130) from error
        if options["store"]:
            self._store(report)
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2, ensure_ascii=False))
            return
        from recommendations.evaluation.engine_report import lines_of

        for line in lines_of(report):
            self.stdout.write(line)
        stored = "; stored, and shown on /proof/" if options["store"] else ""
        self.stdout.write(
            f"{report['data_file']}: {report['people']:,} people asked {report['questions']:,} "
            f"times among {report['catalogue']['titles']:,} titles, "
            f"sha256 {report['data_sha256']}{stored}"
        )

    def _report(self, options: dict[str, Any]) -> dict[str, Any]:
        from catalog.embeddings.encoder import current_model
        from recommendations.engines.blend import fitted_on
        from recommendations.engines.catalogue import catalogue_from_database
        from recommendations.evaluation.engine_report import report_of
        from recommendations.evaluation.engines import evaluate_engines, known_engines
        from recommendations.evaluation.joined import join_movielens

        joined = join_movielens(options["folder"])
        catalogue = catalogue_from_database()
        if joined.published.digest in fitted_on():
            self.stderr.write(
                f"{options['folder']}: the blend was fitted to these very people, so that its "
                "figures are no measurement"
            )
        names = [n for n in known_engines() if n in (options["engines"] or known_engines())]
        figures = evaluate_engines(joined.ratings, catalogue, names, told=self.stderr.write)
        return report_of(
            joined,
            catalogue,
            figures,
            data_file=options["folder"].resolve().name,
            encoder=current_model(),
            command=_command(options),
        )

    def _store(self, report: dict[str, Any]) -> None:
        from catalog.measurements import store_measurement
        from catalog.models import Measurement

        try:
            store_measurement(report, kind=Measurement.Kind.SIMILAR)
        except DatabaseError as error:
            raise CommandError(f"{first_line(error)}; nothing was stored") from error


def _command(options: dict[str, Any]) -> str:
    """What gives the same figures again, without the folders of this machine."""
    words = ["manage.py", "evaluate_engines", options["folder"].resolve().name]
    if options["engines"]:
        words += ["--engines", *sorted(options["engines"])]
    return shlex.join(words)
