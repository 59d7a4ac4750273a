"""One process at a time starts or stops a server."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[int]:
    """Hold a lock on the file at `path`, waiting for it; yields the descriptor.

    The kernel gives it back when the holder dies, and only when all who inherited the descriptor
    have died too: pass it to a program that must not be overtaken.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
