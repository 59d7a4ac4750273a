"""Ends process groups when whoever started this program is gone, however it went.

Run as a script. Standard input says which groups: `+123` adds one, `-123` takes one out. Its end,
which the kernel sees to even after kill -9, is the sign that nobody looks after them any more.
Needs nothing but the standard library, so that it stays small and starts in no time.
"""

import contextlib
import os
import signal
import sys
import time

PATIENCE = 4.0


def main() -> None:
    for which in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(which, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        if line.startswith("+"):
            groups.add(group)
        else:
            groups.discard(group)
    for group in groups:
        # The leader alone at first: it lets its pool finish.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(group, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        groups = {group for group in groups if signal_group(group, 0)}
    for group in groups:
        signal_group(group, signal.SIGKILL)


def signal_group(group: int, which: int) -> bool:
    """Whether anybody was there to get the signal."""
    try:
        os.killpg(group, which)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
