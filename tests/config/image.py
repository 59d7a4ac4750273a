"""The image that the Dockerfile describes, in a folder: its files, packages and processes.

What it copies is copied; what it installs is linked from this interpreter's packages, those and no
others: that the list is complete is what is to be shown, not that pip can copy a gigabyte.
"""

import importlib.metadata
import re
import signal
import subprocess
import threading
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from packaging.requirements import Requirement

from tests.config.deployment import FILLED_IN, ROOT, compose, image_environment

DATABASE = "test_movieclip_image"
PATIENCE = 60
REQUIREMENTS = ["requirements/base.txt", "requirements/ml.txt", "requirements/embedded.txt"]


@dataclass
class Image:
    """The file system of the image under a folder, and a process in it like `docker run`."""

    root: Path

    @property
    def app(self) -> Path:
        return self.root / "app"

    def inside(self, text: str) -> str:
        """A path or command of the image, with its folders below ours."""
        return re.sub(r"(?<![\w.])/(app|venv|models|uploads|tmp)\b", rf"{self.root}/\1", text)

    def environment(self, service: str) -> dict[str, str]:
        given = image_environment() | compose(FILLED_IN)["services"][service]["environment"]
        return {name: self.inside(str(value)) for name, value in given.items()} | addresses()

    def run(
        self, command: Sequence[str], service: str, **more: str
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.inside(word) for word in command],
            cwd=self.app,
            env=self.environment(service) | more,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )


class Process:
    """A program of the image that runs on; its lines are kept."""

    def __init__(self, image: Image, command: Sequence[str], service: str, **more: str) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [image.inside(word) for word in command],
            cwd=image.app,
            env=image.environment(service) | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self.lines.extend(iter(self._process.stdout.readline, ""))

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.output:
            assert self._process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def stop(self) -> int:
        """The exit code after `docker stop`."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def addresses() -> dict[str, str]:
    """In the place of those that compose.yml gives: the test run's servers, a database apart."""
    server = settings.DATABASES["default"]
    return {
        "DATABASE_URL": f"postgres://{server['USER']}@:{server['PORT']}/{server['HOST']}/{DATABASE}",
        "REDIS_URL": settings.REDIS_URL.replace("virtual_host=0", "virtual_host=7"),
        "CACHE_URL": settings.CACHE_URL.replace("db=0", "db=7"),
    }


def requirements(*files: str) -> list[str]:
    """Names of the packages that the image installs from these files."""
    lines = [line for file in files for line in (ROOT / file).read_text().splitlines()]
    pinned = [
        Requirement(line.rstrip(" \\")) for line in lines if re.match(r"[\w.\-\[\]]+==", line)
    ]
    return [each.name for each in pinned if each.marker is None or each.marker.evaluate()]


def link_packages(folder: Path) -> None:
    """A virtual environment that holds the image's packages, linked, and their commands."""
    venv.create(folder, with_pip=False, symlinks=True)
    site_packages = next((folder / "lib").glob("python*/site-packages"))
    for name in requirements(*REQUIREMENTS):
        package = importlib.metadata.distribution(name)
        for top in {file.parts[0] for file in package.files or []} - {"..", "__pycache__"}:
            (site_packages / top).symlink_to(Path(str(package.locate_file(top))).resolve())
        for command in package.entry_points.select(group="console_scripts"):
            script = folder / "bin" / command.name
            script.write_text(
                f"#!{folder}/bin/python\n"
                f"import sys\nfrom {command.module} import {command.attr}\n"
                f"sys.exit({command.attr}())\n"
            )
            script.chmod(0o755)


def shell(check: dict[str, list[str]]) -> list[str]:
    """How Docker runs the test of a health check."""
    kind, *words = check["test"]
    return words if kind == "CMD" else ["sh", "-c", *words]
