import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import addresses, stop_all
from config.embedded.errors import EmbeddedServerError

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def repository() -> Path:
    return ROOT


@pytest.fixture
def var() -> Iterator[Path]:
    """A var folder that the servers' account can reach, unlike pytest's own when root runs it."""
    with tempfile.TemporaryDirectory(prefix="mc-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "var"
        yield path
        remove(path)


@pytest.fixture
def closed_var() -> Iterator[Path]:
    """A var folder below one that only its owner can enter."""
    with tempfile.TemporaryDirectory(prefix="mc-", dir="/tmp") as folder:
        path = Path(folder) / "var"
        yield path
        remove(path)


def remove(var: Path) -> None:
    """Stop what runs in a var folder and delete what it has outside of itself."""
    with contextlib.suppress(EmbeddedServerError):
        stop_all(var)
    outside = [
        addresses.postgres_home(var),
        addresses.postgres_sockets(var),
        addresses.valkey_sockets(var),
    ]
    for folder in outside:
        if not folder.is_relative_to(var):
            shutil.rmtree(folder, ignore_errors=True)
