"""`manage.py build_engines`: fit what finds similar titles on the catalogue of now."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from recommendations.engines.building import BuildRefused, build_engines
from recommendations.engines.choices import BUILT


class Command(BaseCommand):
    help = (
        "Build the engines that find similar titles on the catalogue as it is now, and serve them. "
        "The site does so by itself where titles have changed; a build that is cut off leaves the "
        "one before it served."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "names",
            nargs="*",
            metavar="NAME",
            help=f"of {', '.join(BUILT)} (default: all that can be built here)",
        )

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        if unknown := [name for name in names if name not in BUILT]:
            raise CommandError(
                f"there is no engine {', '.join(unknown)} to build; there are {', '.join(BUILT)}"
            )
        try:
            outcome = build_engines(list(dict.fromkeys(names)) or list(BUILT), told=self._tell)
        except BuildRefused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"nothing can be written: {error}") from error
        refused = [f"{name} was not built: {why}" for name, why in outcome.refused.items()]
        if refused and (names or not outcome.built):
            raise CommandError("; ".join(refused))
        for line in refused:
            self._tell(line)
        self._tell(f"{len(outcome.built)} built: {', '.join(map(str, outcome.built))}")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
