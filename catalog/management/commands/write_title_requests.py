"""`manage.py write_title_requests PATH`: names of titles, exact and misspelt, to be measured."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.evaluation.competitors import ALL
from catalog.evaluation.title_requests import title_requests
from catalog.management.import_command import positive


class Command(BaseCommand):
    help = (
        "Write requests that name titles of this catalogue, exactly and with one slip of the "
        "finger, as lines that evaluate_search asks."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="PATH", help="the file to write")
        parser.add_argument("--number", type=positive, default=500, help="titles to draw")
        parser.add_argument("--seed", type=int, default=1, help="another one draws other titles")
        parser.add_argument(
            "--catalogue",
            nargs="+",
            default=[ALL],
            metavar="NAME",
            help="which titles to draw from, as evaluate_search takes it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        lines = list(
            title_requests(
                number=options["number"], catalogue=options["catalogue"], seed=options["seed"]
            )
        )
        if not lines:
            raise CommandError("no published title is of this catalogue; nothing was written")
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_text(text, encoding="utf-8")
            part.replace(path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        self.stdout.write(f"{path}: {len(lines)} requests")
