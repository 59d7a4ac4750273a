"""The files that a training learns from, by name, size and content: what a model card owes."""

from dataclasses import dataclass
from pathlib import Path

from catalog.embeddings.training import TrainingRefused
from catalog.file_digest import sha256_of

# The role, in a model's card, of requests by which its weights were chosen.
TO_CHOOSE_BY = "requests, to choose by"


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
        return sha256_of(path)
    except OSError as error:
        raise TrainingRefused(f"{path}: cannot be read ({error.strerror})") from error
