"""Memory of processes, from /proc."""

import os
import re
from pathlib import Path


def peak_of_this_process() -> int:
    """Bytes resident at most so far. Not getrusage's figure, which a fork takes over."""
    return _kibibytes(Path("/proc/self/status"), "VmHWM")


def resident_by_process(session: int) -> dict[int, int]:
    """Process id → bytes, for all processes of the session: the proportional share (PSS), in which
    a page that n processes share counts 1/n for each, so that the sum is what they really hold."""
    return {pid: _kibibytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss") for pid in members(session)}


def members(session: int) -> list[int]:
    """Process ids."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                if os.getsid(int(folder.name)) == session:
                    found.append(int(folder.name))
            except (ProcessLookupError, PermissionError):
                continue
    return found


def _kibibytes(path: Path, name: str) -> int:
    match = re.search(rf"^{name}:\s+(\d+) kB", path.read_text(), re.MULTILINE)
    if match is None:
        raise RuntimeError(f"{path} has no {name}")
    return int(match[1]) * 1024
