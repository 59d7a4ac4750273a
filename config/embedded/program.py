"""One program of those that the supervisor runs."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

LONGEST_PAUSE = 30.0
LONG_LIFE = 60.0  # after this many seconds a death counts as the first


class Program:
    """Starts a command in a process group of its own, and the whole group ends with it."""

    def __init__(
        self, name: str, command: Sequence[str], *, then: Callable[[int], None] | None = None
    ) -> None:
        """With `then`, which gets the exit code, it is not to be started again."""
        self.name = name
        self.command = command
        self.then = then
        self.deaths = 0
        self.next_start = 0.0
        self._started = 0.0
        self._process: subprocess.Popen[str] | None = None

    @property
    def group(self) -> int | None:
        """The process group, which is the leader's process id; None while it does not run."""
        return self._process.pid if self._process else None

    def start(
        self, *, cwd: Path, environment: Mapping[str, str], say: Callable[[str, str], None]
    ) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self.command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # a session is a group, and Ctrl-C reaches us alone
        )
        forward = threading.Thread(target=self._forward, args=(self._process, say), daemon=True)
        forward.start()

    def ended(self) -> int | None:
        """The exit code once the leader has ended; what was left of the group is killed then."""
        if self._process is None:
            return None
        code = self._process.poll()
        if code is not None:
            # Pool workers that outlive their master would work on beside its successor's.
            self.kill()
            self._process = None
            lived = time.monotonic() - self._started
            self.deaths = 1 if lived > LONG_LIFE else self.deaths + 1
        return code

    def pause(self) -> float:
        """Seconds to wait before the next start: 1, 2, 4 … while it keeps dying."""
        return min(2.0 ** (self.deaths - 1), LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        """Ask the leader alone: it lets its pool finish, which a signal to all would cut off."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """Kill the whole group."""
        if self._process is None:
            return
        # Nobody may be left, which macOS reports as a PermissionError.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _forward(self, process: subprocess.Popen[str], say: Callable[[str, str], None]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                if line.strip():
                    say(self.name, line)


def describe_exit(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
