"""The web process as gunicorn runs it, on the test's own servers."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.embedded.processes import PROC

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Web:
    address: str
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def workers(self) -> list[int]:
        children = PROC / str(self.process.pid) / "task" / str(self.process.pid) / "children"
        return [int(pid) for pid in children.read_text().split()]


def served_environment(port: int, folder: Path) -> dict[str, str]:
    server = settings.DATABASES["default"]
    return {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": (
            f"postgres://{server['USER']}@:{server['PORT']}/{server['HOST']}/{server['NAME']}"
        ),
        "REDIS_URL": settings.REDIS_URL,
        "CACHE_URL": settings.CACHE_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_HTTPS": "False",
        "MOVIECLIP_VAR": str(settings.VAR_DIR),
        "STATIC_ROOT": str(folder / "static"),
        "OMP_NUM_THREADS": "1",
        "HF_HUB_OFFLINE": "1",
        "PORT": str(port),
    }


@contextlib.contextmanager
def running_web(folder: Path, **more: str) -> Iterator[Web]:
    """A web process with these settings beside the usual ones; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = served_environment(port, folder) | more
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    web = Web(f"http://127.0.0.1:{port}", process, folder / "log")
    try:
        wait_until(lambda: is_up(web), "the site answers")
        yield web
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def is_up(web: Web) -> bool:
    assert web.process.poll() is None, web.log.read_text()
    with contextlib.suppress(OSError):
        return get(f"{web.address}/healthz")[0] == 200
    return False


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.1)


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with DIRECT.open(request, timeout=PATIENCE) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
