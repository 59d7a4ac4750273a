"""Bodies that trickle in, or never come, may not hold gunicorn's threads for ever.

gunicorn's own timeout watches its process, not a thread that reads. A proxy that buffers requests
makes this needless; not all do, and not everybody has one.
"""

import socket
from time import monotonic
from typing import Any

FIRST_SECONDS = 10
BYTES_PER_SECOND = 16 * 1024


class TimedSocket:
    """The socket of a request whose body has ten seconds, and one more for each 16 KiB received."""

    def __init__(self, plain: socket.socket, *, seconds: float = FIRST_SECONDS) -> None:
        self.plain = plain
        self.deadline = monotonic() + seconds

    def recv(self, size: int) -> bytes:
        """Raises TimeoutError, to which Django answers as to a client that has gone."""
        remaining = self.deadline - monotonic()
        if remaining <= 0:
            raise TimeoutError("the body comes too slowly")
        self.plain.settimeout(remaining)
        try:
            data = self.plain.recv(size)
        finally:
            self.plain.settimeout(None)
        self.deadline += len(data) / BYTES_PER_SECOND
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)
