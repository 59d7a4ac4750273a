"""`manage.py up`: the whole site in one terminal, for a first try and for development."""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection

from config.embedded import all_running, start_all, stop_all
from config.embedded.addresses import embedded_environment
from config.embedded.console import Console
from config.embedded.errors import EmbeddedServerError
from config.embedded.program import describe_exit
from config.embedded.running_site import TAG, SiteClaim
from config.embedded.site_programs import site_programs
from config.embedded.supervisor import Supervisor
from config.embedded.web_address import ANY, WebAddress

HEAL_EVERY = 3.0  # seconds
SAMPLE = settings.BASE_DIR / "catalog" / "sample" / "netflix_titles.csv"


class Command(BaseCommand):
    help = (
        "Start everything: the embedded servers (unless DATABASE_URL is set), the web server, "
        "a worker and the scheduler. Ctrl-C stops all of it."
    )
    requires_system_checks: list[str] = []  # migrate, which runs first, makes them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=_port, default=8000)
        parser.add_argument("--bind", default="127.0.0.1", help="the address to listen on")
        parser.add_argument(
            "--csv",
            type=Path,
            help="a catalogue in the Netflix schema to import; "
            "without it the sample is, if there is no title yet",
        )
        parser.add_argument("--no-import", action="store_true", help="import nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        csv: Path | None = options["csv"]
        if csv is not None:
            _require_catalogue(csv)
            csv = csv.absolute()
        address = WebAddress(options["bind"], options["port"])
        signal.signal(signal.SIGTERM, _interrupt)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup has it
            signal.signal(signal.SIGHUP, _interrupt)
        try:
            Site(address, csv=csv, imports=not options["no_import"]).run()
        except EmbeddedServerError as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped before the site was up.", returncode=130) from None


class Site:
    """One run of the site, from the claim of the var folder to its end."""

    def __init__(self, address: WebAddress, *, csv: Path | None, imports: bool) -> None:
        self._address = address
        self._csv = csv
        self._imports = imports
        self._var: Path = settings.VAR_DIR
        # Holds the file of an import from its start to its end: one cut short starts again.
        self._import_note = self._var / "import-in-progress"
        self._environment = _environment(self._var, address)
        self._console = Console()
        self._supervisor = Supervisor(
            cwd=settings.BASE_DIR, environment=self._environment, console=self._console
        )
        self._staff = ""
        self._answers = threading.Event()
        self._announced = False
        self._next_check = 0.0
        self._trouble = ""

    def run(self) -> None:
        self._var.mkdir(parents=True, exist_ok=True)
        with SiteClaim(self._var, self._address.url) as claim:
            self._address.require_free()
            if settings.EMBEDDED:
                claim.owns_servers |= not all_running(self._var)
            claim.record()
            try:
                if settings.EMBEDDED:
                    start_all(self._var)
                self._prepare()
                self._start_programs()
                self._supervisor.run(watch=self._watch)
            finally:
                # From here on a second Ctrl-C only makes it longer.
                for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    signal.signal(which, signal.SIG_IGN)
                if claim.owns_servers:
                    stop_all(self._var)
                claim.forget()
        self._supervisor.say("everything has stopped")

    def _prepare(self) -> None:
        self._supervisor.say("preparing the database")
        self._manage("migrate", "--noinput", "--verbosity=0")
        self._manage("collectstatic", "--noinput", "--verbosity=0")
        self._staff = self._manage("ensure_staff").strip()

    def _manage(self, *command: str) -> str:
        """Run a management command to its end; its standard output."""
        finished = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if finished.returncode != 0:
            self._console.write(finished.stdout)
            raise CommandError(f"manage.py {command[0]} {describe_exit(finished.returncode)}.")
        return finished.stdout

    def _start_programs(self) -> None:
        for name, command in site_programs(self._address, self._var, self._environment).items():
            self._supervisor.add(name, command)
        threading.Thread(target=self._wait_for_site, daemon=True).start()

    def _wait_for_site(self) -> None:
        while not self._address.answers():
            time.sleep(0.2)
        self._answers.set()

    def _watch(self) -> None:
        if self._answers.is_set() and not self._announced:
            self._announced = True
            self._console.write(self._announcement())
        if self._announced and self._imports:
            # A database that is away just now comes back: the next round tries again.
            with contextlib.suppress(OperationalError):
                self._import()
                self._imports = False
        if settings.EMBEDDED and time.monotonic() >= self._next_check:
            self._heal()
            self._next_check = time.monotonic() + HEAL_EVERY

    def _announcement(self) -> str:
        return _framed(
            f"MovieCLIP: {self._address.url}",
            f"Staff:     {self._address.url}admin/",
            f"           {self._staff}",
            "Ctrl-C stops everything.",
        )

    def _heal(self) -> None:
        try:
            if start_all(self._var):
                self._supervisor.say("an embedded server had died; it runs again")
            self._trouble = ""
        except (EmbeddedServerError, OSError) as error:
            if str(error) != self._trouble:  # once, not every three seconds
                self._trouble = str(error)
                self._supervisor.say(self._trouble)

    def _import(self) -> None:
        csv = self._file_to_import()
        if csv is None:
            return
        self._import_note.write_text(str(csv))
        self._supervisor.say(f"importing {csv}")
        command = [sys.executable, "manage.py", "import_netflix", str(csv)]
        if csv == SAMPLE:
            # In the schema of that platform, but no catalogue of its.
            command += ["--platform", "sample"]
        self._supervisor.add_once("import", command, then=self._import_ended)

    def _file_to_import(self) -> Path | None:
        if self._csv is not None:
            return self._csv
        if self._import_note.exists():
            interrupted = Path(self._import_note.read_text())
            if interrupted.is_file():
                return interrupted
        if _has_titles():
            return None
        if not SAMPLE.is_file():
            self._supervisor.say(f"nothing to import: there is no {SAMPLE}")
            return None
        return SAMPLE

    def _import_ended(self, code: int) -> None:
        if code >= 0:  # killed, it starts again with the next `up`
            self._import_note.unlink(missing_ok=True)
        if code != 0:
            self._supervisor.say(f"the import {describe_exit(code)}")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: 1 to 65535")
    return int(text)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _require_catalogue(csv: Path) -> None:
    """Raises CommandError for what the import would refuse, before anything starts."""
    from catalog.importers.netflix import COLUMNS, REQUIRED
    from catalog.importers.rows import UnreadableFile, read_rows

    try:
        read_rows(csv, columns=COLUMNS, required=REQUIRED)
    except UnreadableFile as error:
        raise CommandError(str(error)) from None


def _has_titles() -> bool:
    from catalog.models import Movie

    try:
        return Movie.objects.exists()
    finally:
        connection.close()


def _environment(var: Path, address: WebAddress) -> dict[str, str]:
    """What every program of the site gets."""
    environment = dict(os.environ)
    if settings.EMBEDDED:
        # Settings put these in for us; with them the programs would take themselves for served.
        for name, value in embedded_environment(var).items():
            if environment.get(name) == value:
                del environment[name]
        if address.host != "localhost" or address.bind in ANY:
            hosts = "*" if address.bind in ANY else f"localhost,127.0.0.1,[::1],{address.host}"
            environment.setdefault("ALLOWED_HOSTS", hosts)
    return {
        **environment,
        TAG: str(var),
        "MOVIECLIP_VAR": str(var),
        # One thread per process: more of them only wait for each other on busy cores.
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "PASSIVE",
        "TOKENIZERS_PARALLELISM": "false",
        "TQDM_DISABLE": "1",  # progress bars are for a terminal of their own
        "HF_HUB_OFFLINE": "1",  # without it a model that is missing costs 23 s of retries
    }


def _framed(*lines: str) -> str:
    width = max(map(len, lines))
    edge = f"+{'-' * (width + 4)}+\n"
    return "\n" + edge + "".join(f"|  {line:<{width}}  |\n" for line in lines) + edge + "\n"
