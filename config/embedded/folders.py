"""Folders made with the owner and mode that they need, and refused when they have others."""

import os
import stat
from pathlib import Path

from config.embedded.account import Account
from config.embedded.errors import EmbeddedServerError


def make_private(path: Path, owner: Account) -> None:
    """Make a folder that only `owner` (and root) can enter, or check that it is one.

    A folder of somebody else at this place, which /tmp allows, is refused: what listens on a
    socket in there could be anything.
    """
    try:
        path.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        pass
    else:
        if owner.is_other:
            os.chown(path, owner.uid, owner.gid)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise EmbeddedServerError(f"{path} is not a folder: move it away and start again.")
    if status.st_uid != owner.uid and status.st_uid == os.geteuid() and not any(path.iterdir()):
        # Left behind by a start that was killed between the two lines above.
        os.chown(path, owner.uid, owner.gid)
    elif status.st_uid != owner.uid:
        raise EmbeddedServerError(
            f"{path} belongs to another user (uid {status.st_uid}): "
            "start as that user, or remove the folder."
        )
    if stat.S_IMODE(status.st_mode) != 0o700:
        path.chmod(0o700)


def make_passable(path: Path) -> None:
    """Make a folder that the server's account can pass through, whatever root's umask is."""
    missing = [part for part in (path, *path.parents) if not part.exists()]
    path.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return
    for part in missing:
        part.chmod(0o755)
    status = path.lstat()
    if path.parent.stat().st_mode & stat.S_IWOTH and (
        not stat.S_ISDIR(status.st_mode) or status.st_uid != 0 or status.st_mode & 0o022
    ):
        raise EmbeddedServerError(
            f"{path} is not a folder that only root can write to: remove it and start again."
        )
