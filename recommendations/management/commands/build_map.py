"""`manage.py build_map`: lay out the catalogue in two dimensions, and show it at /map/."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.embeddings.encoder import EncoderUnavailable
from recommendations.map.building import SEED, MapRefused, build_map
from recommendations.models import CatalogueMap


class Command(BaseCommand):
    help = (
        "Lay out all titles with an embedding by PCA and by t-SNE, measure how faithful each is, "
        "and show the better one at /map/. What is shown stays until then, and after a kill."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--seed",
            type=_seed,
            default=SEED,
            metavar="N",
            help="of samples and layout (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = build_map(seed=options["seed"], told=self._tell)
        except (MapRefused, EncoderUnavailable) as error:
            raise CommandError(str(error)) from error
        failed = [row for row in rows if row.state == CatalogueMap.State.FAILED]
        if failed:
            raise CommandError("; ".join(f"{row} failed: {row.error}" for row in failed))
        [shown] = [row for row in rows if row.is_shown]
        self._tell(f"{shown} of {shown.titles:,} titles is shown")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 to {2**32 - 1}")
    return int(text)
