"""Learn from real requests which words say nothing about a film."""

import json
import shlex
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from catalog.management.first_line import first_line
from catalog.search.lexemes import REQUEST_WORDS
from catalog.search.request_words import UnreadableRequests, fit_request_words
from catalog.whole_files import write_whole


class Command(BaseCommand):
    help = "Count the commonest words of real requests; search counts on them the less for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", type=Path, help="JSON lines with short_query and long_query", metavar="REQUESTS"
        )
        parser.add_argument(
            "--output", type=Path, default=REQUEST_WORDS, help="default: %(default)s"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        command = f"manage.py fit_request_words {shlex.quote(path.name)}"
        try:
            fitted = fit_request_words(path, command=command)
            text = json.dumps(fitted, indent=1, ensure_ascii=False, sort_keys=False)
            write_whole(options["output"], f"{text}\n")
        except (UnreadableRequests, OSError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            why = first_line(error)
            raise CommandError(f"{path}: {why}; nothing was written") from error
        requests = fitted["provenance"]["requests"]
        self.stdout.write(f"{len(fitted['shares'])} words of {requests:,} requests")
