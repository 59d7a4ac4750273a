"""Who runs Postgres: it refuses to run as root, so root lends it to an account without power."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.errors import EmbeddedServerError


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    name: str

    @classmethod
    def for_servers(cls) -> "Account":
        """The current user, or for root the existing `postgres` or else `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), "")
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid, name)
        raise EmbeddedServerError(
            "Postgres does not run as root, and there is neither a user 'postgres' nor 'nobody': "
            "start this as another user, or set DATABASE_URL."
        )

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    def for_popen(self) -> dict[str, Any]:
        """Keyword arguments that make `subprocess` start a program as this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Whether `path` may be read if it is a file, and entered with all above it.

        Parts that do not exist yet are passed over: whoever makes them makes them open.
        """
        if not self.is_other:
            return True
        path = path.resolve()
        return all(self._may_use(part) for part in (path, *path.parents) if part.exists())

    def _may_use(self, path: Path) -> bool:
        status = path.stat()
        needed = stat.S_IXOTH if path.is_dir() else stat.S_IROTH
        if status.st_uid == self.uid:
            needed <<= 6
        elif status.st_gid == self.gid:
            needed <<= 3
        return bool(status.st_mode & needed)
