"""A supervisor in a process of its own, with small scripts for programs."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded.processes import is_alive
from config.embedded.running_site import TAG, SiteClaim

# Notes its own pid and that of a child which it forks, as Celery and gunicorn do, and waits.
FORKING = """
import os, pathlib, sys, time
child = os.fork()
if child:
    with open(sys.argv[1], "a") as file:
        file.write(f"{os.getpid()} {child}\\n")
    print("has started", flush=True)
time.sleep(60)
"""
# A master that waits for its worker, which a signal would end in the middle of its work.
POOL = """
import os, signal, sys, time
worker = os.fork()
if not worker:
    time.sleep(1)
    os._exit(0)
def finish(*_):
    if os.waitpid(worker, 0)[1] == 0:
        print("the pool finished its work", flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, finish)
open(sys.argv[1], "w").write(f"{os.getpid()} {worker}\\n")
time.sleep(60)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FORKING

SUPERVISE = """
import os, pathlib, signal, sys
from config.embedded.console import Console
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests may run under nohup
from config.embedded.supervisor import Supervisor
folder = pathlib.Path(sys.argv[1])
supervisor = Supervisor(cwd=folder, environment=os.environ, console=Console())
for script in sorted(folder.glob("*.py")):
    notes = str(script.with_suffix(".pids"))
    supervisor.add(script.stem, [sys.executable, str(script), notes])
supervisor.run()
print("stopped cleanly")
"""


@pytest.fixture
def supervise(tmp_path: Path, repository: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def start(**scripts: str) -> subprocess.Popen[str]:
        for name, text in scripts.items():
            (tmp_path / f"{name}.py").write_text(text)
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, str(tmp_path)],
            cwd=repository,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def pids(notes: Path, count: int = 1) -> list[list[int]]:
    """The pids that a program noted, once it has started `count` times."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        lines = notes.read_text().splitlines() if notes.exists() else []
        if len(lines) >= count:
            return [[int(pid) for pid in line.split()] for line in lines]
        time.sleep(0.02)
    raise AssertionError(f"{notes.name} has not started {count} times")


def wait_until_gone(*expected: int) -> None:
    deadline = time.monotonic() + 20
    while left := [pid for pid in expected if is_alive(pid)]:
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.02)


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_programs_and_what_they_forked(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path, which: signal.Signals
) -> None:
    process = supervise(first=FORKING, second=FORKING)
    running = [*pids(tmp_path / "first.pids")[0], *pids(tmp_path / "second.pids")[0]]
    process.send_signal(which)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "stopped cleanly" in output
    wait_until_gone(*running)


def test_a_leader_is_asked_alone_so_that_it_can_let_its_pool_finish(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = supervise(pool=POOL)
    pids(tmp_path / "pool.pids")
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=20)
    assert "the pool finished its work" in output


def test_a_second_signal_kills_a_program_that_does_not_want_to_end(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = supervise(stubborn=STUBBORN)
    running = pids(tmp_path / "stubborn.pids")[0]
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=10)
    assert "stopped cleanly" in output
    wait_until_gone(*running)


def test_a_program_that_dies_starts_again_without_what_it_had_forked(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = supervise(fragile=FORKING)
    leader, forked = pids(tmp_path / "fragile.pids")[0]
    os.kill(leader, signal.SIGKILL)
    again, _ = pids(tmp_path / "fragile.pids", count=2)[1]
    assert again != leader
    wait_until_gone(forked)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=20)
    assert output.count("was ended by SIGKILL; starting it again in 1 s") == 1


def test_the_pause_grows_while_a_program_keeps_dying(
    supervise: Callable[..., subprocess.Popen[str]],
) -> None:
    process = supervise(broken="import sys; sys.exit(3)")
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(2)]
    assert "broken ended with exit code 3; starting it again in 1 s" in said[0]
    assert "broken ended with exit code 3; starting it again in 2 s" in said[1]


def test_each_line_carries_the_name_of_its_program(
    supervise: Callable[..., subprocess.Popen[str]],
) -> None:
    process = supervise(talker="print('hello'); import time; time.sleep(60)")
    assert process.stdout is not None
    assert process.stdout.readline() == " talker | hello\n"


def test_after_kill_9_of_the_supervisor_no_program_is_left(
    supervise: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = supervise(orphan=STUBBORN)
    running = pids(tmp_path / "orphan.pids")[0]
    time.sleep(0.3)  # the watchdog hears of a program right after its start
    process.kill()
    wait_until_gone(*running)


def test_a_second_site_in_one_folder_is_told_where_the_first_runs(tmp_path: Path) -> None:
    with SiteClaim(tmp_path, "http://127.0.0.1:8000/") as claim:
        claim.record()
        with (
            pytest.raises(RuntimeError, match=r"runs already, at http://127\.0\.0\.1:8000/"),
            SiteClaim(tmp_path, "http://127.0.0.1:9000/"),
        ):
            pass


def test_a_site_ends_the_programs_that_a_killed_one_left_and_takes_over_its_servers(
    tmp_path: Path,
) -> None:
    claim = SiteClaim(tmp_path, "http://127.0.0.1:8000/")
    with claim:
        claim.owns_servers = True
        claim.record()  # and no forget(): it was killed
    left = subprocess.Popen(["sleep", "60"], env={**os.environ, TAG: str(tmp_path)})
    other = subprocess.Popen(["sleep", "60"], env={**os.environ, TAG: f"{tmp_path}-other"})
    try:
        with SiteClaim(tmp_path, "http://127.0.0.1:8000/") as heir:
            assert heir.owns_servers
            assert left.wait(timeout=5) == -signal.SIGTERM
            assert other.poll() is None
            heir.forget()
        with SiteClaim(tmp_path, "http://127.0.0.1:8000/") as later:
            assert not later.owns_servers
    finally:
        left.kill()
        other.kill()
        left.wait()
        other.wait()
