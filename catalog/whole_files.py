"""Files that appear when they are whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """The file under a name of its own until it is whole: no reader ever meets half of it, and a
    file that was there stays where writing fails. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(0, "is a folder")
    if path.exists() and not path.is_file():
        raise OSError(0, "is no ordinary file")  # else /dev/null would be one from now on
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def write_whole(path: Path, text: str) -> None:
    """`text`, in UTF-8, as `written_whole` writes. Raises OSError, which names `path`."""
    try:
        with written_whole(path) as file:
            file.write(text.encode())
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
