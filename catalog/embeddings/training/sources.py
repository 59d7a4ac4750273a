"""The files that a training learns from, by name, size and content: what a model card owes."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from catalog.embeddings.training import TrainingRefused


@dataclass(frozen=True, slots=True)
class DataSource:
    """`name` is the file's own, without folders: a card tells nothing of the machine."""

    name: str
    role: str
    rows: int
    sha256: str


def digest(path: Path) -> str:
    """Raise TrainingRefused where `path` cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise TrainingRefused(f"{path}: cannot be read ({error.strerror})") from error
