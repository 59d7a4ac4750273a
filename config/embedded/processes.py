"""Is the process that a pid file names the server that wrote it?"""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def pid_in(path: Path) -> int | None:
    """The process id on the first line of a pid or lock file."""
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def is_server(pid: int, *, program: str, folder: Path) -> bool:
    """Whether `pid` is alive, runs `program` and works in `folder`.

    A number alone says little: after a crash it may belong to a zombie or to anybody.
    """
    return pid in servers_in(folder, program)


def servers_in(folder: Path, program: str) -> list[int]:
    """All processes of `program` that work in `folder`, or in a deleted folder of that name."""
    names = {str(folder.resolve()), f"{folder.resolve()} (deleted)"}
    return [pid for pid, working in _working_folders(program) if working in names]


def processes_with(variable: str, value: str) -> list[int]:
    """Other processes that were started with this environment variable (none without /proc)."""
    wanted = f"{variable}={value}".encode()
    found = []
    for entry in PROC.glob("[0-9]*"):
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in variables and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def end(pids: list[int], *, by: signal.Signals, patience: float) -> None:
    """Signal processes and return when none is left, killing those that outlast `patience`."""
    for final, seconds in ((by, patience), (signal.SIGKILL, 5.0)):
        for pid in pids:
            try:
                os.kill(pid, final)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + seconds
        while (pids := [pid for pid in pids if is_alive(pid)]) and time.monotonic() < deadline:
            time.sleep(0.02)
        if not pids:
            return


def is_alive(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        # The state follows the command, which stands in brackets and may hold brackets itself.
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return not PROC.joinpath("self").exists()


def _working_folders(program: str) -> Iterator[tuple[int, str]]:
    """The processes of a program and the folder that each works in; zombies work in none."""
    if not (PROC / "self").exists():
        yield from _working_folders_from_lsof(program)
        return
    for entry in PROC.glob("[0-9]*"):
        try:
            if (entry / "comm").read_text().strip() == program:
                yield int(entry.name), str((entry / "cwd").readlink())
        except OSError:
            continue  # ended meanwhile, a zombie, or another user's


def _working_folders_from_lsof(program: str) -> Iterator[tuple[int, str]]:
    """The same where there is no /proc, as on macOS."""
    command = ["lsof", "-w", "-a", "-c", program, "-d", "cwd", "-F", "pn"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    pid = 0
    for line in listing.splitlines():
        if line.startswith("p"):
            pid = int(line[1:])
        elif line.startswith("n"):
            yield pid, line[1:]
