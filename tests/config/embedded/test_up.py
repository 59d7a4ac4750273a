"""`manage.py up`, for real: the whole site in a var folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.embedded import addresses, postgres, valkey
from config.embedded.processes import processes_with, servers_in
from config.embedded.running_site import TAG
from config.embedded.web_address import WebAddress

Up = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def up(var: Path, repository: Path) -> Iterator[Up]:
    started: list[subprocess.Popen[str]] = []
    # The test run's own settings must not reach it: it is to find its servers by itself.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in addresses.embedded_environment(var)
    }
    environment["MOVIECLIP_VAR"] = str(var)

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *arguments],
            cwd=repository,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    while processes_with(TAG, str(var)):
        time.sleep(0.1)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_until(process: subprocess.Popen[str], text: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if text in line:
            return said
    raise AssertionError(f"ended without saying {text!r}: {said}")


def test_a_whole_life(var: Path, up: Up, port: int) -> None:
    first = up("--port", str(port), "--no-import")
    said = read_until(first, "Ctrl-C stops everything")
    assert f"http://127.0.0.1:{port}/" in said
    assert "admin, password: " in said
    assert WebAddress("127.0.0.1", port).answers()

    second = up("--port", str(port + 1))
    output, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert f"runs already, at http://127.0.0.1:{port}/" in output

    # Killed without warning, together with its database.
    os.kill(int((var / "postgres/data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    first.kill()
    first.wait()

    third = up("--port", str(port), "--no-import")
    assert said[said.index("password: ") :].split()[1] in read_until(third, "Ctrl-C stops")
    assert WebAddress("127.0.0.1", port).answers()
    third.send_signal(signal.SIGINT)
    output, _ = third.communicate(timeout=30)
    assert third.returncode == 0
    assert "everything has stopped" in output
    assert processes_with(TAG, str(var)) == []
    assert not postgres.is_running(var)
    assert not valkey.is_running(var)
    assert servers_in(var / "postgres" / "data", "postgres") == []


def test_a_taken_port_ends_it_with_one_line_before_anything_starts(
    var: Path, up: Up, port: int
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        process = up("--port", str(port))
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert output.count("\n") == 1
    assert f"Port {port} is taken" in output
    assert not (var / "postgres").exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "no such file"), (b"", "the file is empty"), (b"a,b\n1,2\n", "no column")],
    ids=["missing", "empty", "another table"],
)
def test_a_catalogue_that_cannot_be_read_ends_it_with_one_line_before_anything_starts(
    var: Path, up: Up, content: bytes | None, problem: str
) -> None:
    csv = var.parent / "titles.csv"
    if content is not None:
        csv.write_bytes(content)
    process = up("--csv", str(csv))
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert output.count("\n") == 1
    assert f"{csv}: {problem}" in output
    assert not (var / "postgres").exists()
