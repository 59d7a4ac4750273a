"""Measure what the vectors of all titles have in common."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Avg
from pgvector.django import VectorField

from catalog.embeddings import DIMENSIONS
from catalog.embeddings.encoder import EncoderUnavailable, current_model
from catalog.models import Movie
from catalog.search.typical import TYPICAL_TITLE
from catalog.whole_files import write_whole

DIGITS = 5


class Command(BaseCommand):
    help = "Measure the mean vector of the titles, which search takes out of what is asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--output", type=Path, default=TYPICAL_TITLE, help="default: %(default)s"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            model = current_model()
            told = Movie.objects.for_everybody().embedded_by(model).exclude(description="")
            mean = told.order_by().aggregate(
                mean=Avg("embedding", output_field=VectorField(dimensions=DIMENSIONS))
            )["mean"]
            if mean is None:
                raise CommandError(f"no title with a description has a vector of {model}")
            titles = told.count()
            document = {
                "model": model,
                "titles": titles,
                "date": date.today().isoformat(),
                "command": "manage.py measure_typical_title",
                "mean": [round(float(part), DIGITS) for part in mean],
            }
            text = json.dumps(document, ensure_ascii=False)
            write_whole(options["output"], f"{text}\n")
        except (EncoderUnavailable, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"the mean of {titles:,} titles")
