"""Artefacts as they may become: they are written read-only, which stops mistakes, not disks."""

import os
from pathlib import Path

WRITABLE = 0o644


def overwrite(path: Path, content: bytes) -> None:
    """In place, as who has it mapped sees it."""
    path.chmod(WRITABLE)
    path.write_bytes(content)


def turn_a_bit(path: Path) -> None:
    """Of its last byte: its size stays what it was."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    overwrite(path, bytes(content))


def cut_short(path: Path, size: int) -> None:
    path.chmod(WRITABLE)
    os.truncate(path, size)
