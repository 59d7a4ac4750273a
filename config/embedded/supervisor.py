"""Runs programs side by side: restarts those that die, ends all of them with itself."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config.embedded.console import Console
from config.embedded.program import Program, describe_exit

WATCHDOG = Path(__file__).with_name("watchdog.py")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 15.0  # seconds between TERM and KILL: a Celery worker finishes its task
TICK = 0.1
NAME = "up"


class Supervisor:
    """Ctrl-C or SIGTERM asks the programs to end; a second one kills them.

    After a kill -9 of the supervisor itself, a small second process does that for it.
    """

    def __init__(self, *, cwd: Path, environment: Mapping[str, str], console: Console) -> None:
        self._cwd = cwd
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._console = console
        self._programs: list[Program] = []
        self._stop_requests = 0
        self._watchdog: subprocess.Popen[str] | None = None

    def add(self, name: str, command: Sequence[str]) -> None:
        """Run a program from the next round on, and again whenever it ends."""
        self._programs.append(Program(name, command))

    def add_once(self, name: str, command: Sequence[str], *, then: Callable[[int], None]) -> None:
        """Run a program once; `then` gets its exit code, unless we are told to stop before."""
        self._programs.append(Program(name, command, then=then))

    def say(self, text: str) -> None:
        self._console.line(NAME, text)

    def run(self, watch: Callable[[], None] = lambda: None) -> None:
        """Run until a signal says to stop; calls `watch` ten times a second meanwhile."""
        with self._signals_caught():
            try:
                while not self._stop_requests:
                    self._look_after_watchdog()
                    for program in list(self._programs):
                        self._look_after(program)
                    watch()
                    time.sleep(TICK)
            finally:
                self._stop()

    def _look_after(self, program: Program) -> None:
        group = program.group
        if group is None:
            if time.monotonic() >= program.next_start and not self._stop_requests:
                program.start(cwd=self._cwd, environment=self._environment, say=self._console.line)
                self._tell_watchdog(f"+{program.group}")
            return
        code = program.ended()
        if code is None:
            return
        self._tell_watchdog(f"-{group}")
        if program.then is not None:
            self._programs.remove(program)
            program.then(code)
            return
        pause = program.pause()
        program.next_start = time.monotonic() + pause
        self.say(f"{program.name} {describe_exit(code)}; starting it again in {pause:.0f} s")

    def _stop(self) -> None:
        running = [program for program in self._programs if program.group is not None]
        for program in running:
            program.ask_to_end()
        deadline = time.monotonic() + PATIENCE
        while running:
            if time.monotonic() > deadline or self._stop_requests > 1:
                for program in running:
                    program.kill()
            time.sleep(TICK / 2)
            running = [program for program in running if program.ended() is None]
        if self._watchdog is not None:
            # Its list is empty but for groups whose members are all gone.
            self._watchdog.kill()
            self._watchdog.wait()

    @contextmanager
    def _signals_caught(self) -> Iterator[None]:
        def request_stop(number: int, frame: FrameType | None) -> None:
            self._stop_requests += 1

        # An ignored hang-up is nohup's doing, and stays ignored.
        heeded = [
            which
            for which in STOP_SIGNALS
            if which != signal.SIGHUP or signal.getsignal(which) != signal.SIG_IGN
        ]
        before = {which: signal.signal(which, request_stop) for which in heeded}
        try:
            yield
        finally:
            for which, handler in before.items():
                signal.signal(which, handler)

    def _look_after_watchdog(self) -> None:
        if self._watchdog is not None and self._watchdog.poll() is None:
            return
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", "-S", str(WATCHDOG)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            env=dict(self._environment),
            start_new_session=True,
        )
        for program in self._programs:
            if program.group is not None:
                self._tell_watchdog(f"+{program.group}")

    def _tell_watchdog(self, line: str) -> None:
        assert self._watchdog is not None
        assert self._watchdog.stdin is not None
        try:
            self._watchdog.stdin.write(f"{line}\n")
            self._watchdog.stdin.flush()
        except OSError:
            pass  # it died: the next round starts another and tells it everything
