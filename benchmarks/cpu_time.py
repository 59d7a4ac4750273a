"""Processor time: other programs on the machine change it far less than they change the clock."""

import os
from pathlib import Path

from benchmarks.memory_use import members
from benchmarks.servers import VAR
from config.embedded import addresses

TICKS = os.sysconf("SC_CLK_TCK")


def of_session(session: int) -> float:
    """Seconds that the living processes of the session have used so far."""
    return sum(sum(_times(pid)[:2]) for pid in members(session))


def of_postgres() -> float:
    """Seconds that the benchmarks' Postgres has used so far, ended connections included."""
    pid_file = addresses.postgres_home(VAR) / "data" / "postmaster.pid"
    postmaster = int(pid_file.read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return sum(_times(postmaster)) + sum(sum(_times(int(pid))[:2]) for pid in children)


def _times(pid: int) -> list[float]:
    """User and system time, then those of children that have ended; zeros for a process gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return [0.0] * 4
    return [int(ticks) / TICKS for ticks in stat.rpartition(")")[2].split()[11:15]]
