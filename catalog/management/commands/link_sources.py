"""`manage.py link_sources`: one title of the records of several platforms that are of one film."""

import argparse
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.text import Truncator

from catalog.linking import LinkRefused, LinkReport, link_sources
from catalog.linking.decisions import Candidate
from catalog.management.first_line import first_line
from catalog.models import Source
from catalog.records import TitleRecord

READ_AT_ONCE = 500


class Command(BaseCommand):
    help = (
        "Make one title of the records of several platforms that are of one film, as each import "
        "does at its end. Pairs that nobody but a curator can decide on wait in the admin, and "
        "are listed here. Run again, it does only what is new."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be joined; write nothing"
        )
        parser.add_argument(
            "--no-embed",
            action="store_true",
            help="queue no embeddings; the workers' periodic sweep will",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = link_sources(dry_run=options["dry_run"], embed=not options["no_embed"])
            self._tell(report, dry_run=options["dry_run"])
        except LinkRefused as error:
            raise CommandError("another run is joining records: try again later") from error
        except DatabaseError as error:
            raise CommandError(
                f"{first_line(error)}; what was joined stays, run again to go on"
            ) from error
        except KeyboardInterrupt as error:
            raise CommandError(
                "interrupted; what was joined stays, run again to go on", returncode=130
            ) from error

    def _tell(self, report: LinkReport, *, dry_run: bool) -> None:
        if dry_run:
            self._list("would be joined", report.joined)
        self._list("to be decided", report.open)
        if report.without_record:
            self.stdout.write(
                f"{report.without_record} records are from before the site kept what they say: "
                "import their files again"
            )
        counts = ", ".join(f"{count} {name}" for name, count in report.counts().items())
        prefix = "nothing written; would be: " if dry_run else ""
        queued = "" if dry_run else f"; {report.queued} queued for embedding"
        self.stdout.write(f"{prefix}{counts}{queued}")

    def _list(self, heading: str, candidates: list[Candidate]) -> None:
        for start in range(0, len(candidates), READ_AT_ONCE):
            some = candidates[start : start + READ_AT_ONCE]
            sources = Source.objects.in_bulk({pk for c in some for pk in c.records})
            for candidate in some:
                first, second = (_described(sources.get(pk)) for pk in candidate.records)
                self.stdout.write(f"{heading} ({candidate.reason.label}):\n  {first}\n  {second}")


def _described(source: Source | None) -> str:
    if source is None:
        return "(deleted meanwhile)"
    record = TitleRecord.from_json(source.record)
    directors = _names(c.name for c in record.credits if c.role == "director")
    cast = _names(c.name for c in record.credits if c.role == "actor")
    facts = [
        f"{source}: {Truncator(record.title).chars(80)} ({record.release_year})",
        f"by {directors}" if directors else "no director",
        f"with {cast}" if cast else "no cast",
        f"{record.minutes} min" if record.minutes else "",
    ]
    return "; ".join(filter(None, facts))


def _names(names: Iterable[str]) -> str:
    several = list(names)
    return ", ".join(several[:3]) + (f" and {len(several) - 3} more" if several[3:] else "")
