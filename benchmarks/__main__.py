"""`python -m benchmarks [NAME ...] [--quick] [--json PATH]`."""

import argparse
import importlib
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.servers import ROOT, benchmark_servers

NAMES = ("embedding", "towers", "search", "visitors", "importing", "dataset", "memory", "questions")
# Only where they are named: they take an hour and more.
LONG = ("growth", "ratings", "recommendations", "engines", "map")
RESULTS = ROOT / "benchmarks" / "results" / "latest.json"


def main() -> None:
    arguments = _arguments()
    console = Console()
    begin = time.perf_counter()
    with benchmark_servers():
        from benchmarks.machine import describe_machine, describe_project, describe_versions

        document: dict[str, Any] = {
            "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "quick": arguments.quick,
            "machine": describe_machine(),
            "versions": describe_versions(),
            "project": describe_project(),
            "results": {},
        }
        for name in arguments.names or NAMES:
            console.print(f"measuring {name} ...")
            module = importlib.import_module(f"benchmarks.{name}")
            started = time.perf_counter()
            figures = module.measure(quick=arguments.quick)
            document["results"][name] = figures | {"seconds": time.perf_counter() - started}
        document["machine"]["load_at_end"] = round(os.getloadavg()[0], 2)
    document["seconds"] = round(time.perf_counter() - begin, 1)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(document, indent=2) + "\n")

    from benchmarks.report import print_report

    print_report(document["results"], console)
    machine = document["machine"]
    console.print(
        f"{machine['processor']}, {machine['cores']} cores, load {machine['load_at_start']} to "
        f"{machine['load_at_end']}; {document['seconds']} s; written to {arguments.json}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the site on servers of its own. Compare ratios, not absolute values.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES + LONG)}"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes, one round: a minute")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the figures go")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - {*NAMES, *LONG}:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    return arguments


if __name__ == "__main__":
    main()
