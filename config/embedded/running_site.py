"""One site per var folder: who holds the claim, and what a crashed holder left behind."""

import fcntl
import json
import os
import signal
from pathlib import Path
from types import TracebackType

from config.embedded.errors import EmbeddedServerError
from config.embedded.processes import end, processes_with

# Every program of a site carries its var folder in this variable; a later start finds them by it.
TAG = "MOVIECLIP_UP"


class SiteClaim:
    """Holds a var folder for one running site, from `with` to its end or the holder's death."""

    def __init__(self, var: Path, address: str) -> None:
        self._var = var
        self._path = var / "up.json"
        self._address = address
        self._descriptor = -1
        self.owns_servers = False
        """Whether this site, or a crashed one before it, started the embedded servers."""

    def __enter__(self) -> "SiteClaim":
        """Raises EmbeddedServerError when a site runs; ends the programs of one that crashed."""
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        earlier = self._read()
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise EmbeddedServerError(
                f"The site runs already, at {earlier.get('address', 'an address of its own')} "
                f"(its files are in {self._var})."
            ) from None
        self.owns_servers = bool(earlier.get("owns_servers"))
        end(processes_with(TAG, str(self._var)), by=signal.SIGTERM, patience=5)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)

    def record(self) -> None:
        """Write down what the next start must know if this one is killed."""
        state = {"address": self._address, "owns_servers": self.owns_servers}
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(state).encode(), 0)

    def forget(self) -> None:
        """All has been stopped; the next start has nothing to clean up."""
        # Emptied, not removed: two processes could hold locks on two files of one name.
        os.ftruncate(self._descriptor, 0)

    def _read(self) -> dict[str, object]:
        try:
            state = json.loads(os.pread(self._descriptor, 4096, 0))
        except ValueError:
            return {}
        return state if isinstance(state, dict) else {}
