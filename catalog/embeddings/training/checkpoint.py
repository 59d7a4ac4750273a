"""Where a training stands, on disk: whole or not at all, whenever the process is killed."""

import os
from pathlib import Path
from typing import Any

from catalog.embeddings.training import TrainingRefused

FILE = "checkpoint.pt"


def save_checkpoint(folder: Path, state: dict[str, Any]) -> None:
    """Replace the checkpoint in `folder` in one step."""
    import torch

    temporary = folder / f"{FILE}.tmp"
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / FILE)


def load_checkpoint(folder: Path) -> dict[str, Any] | None:
    """None where none was saved; raise TrainingRefused for one that cannot be read."""
    import torch

    path = folder / FILE
    if not path.is_file():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a broken file makes the library raise anything
        raise TrainingRefused(
            f"{path}: cannot be read, delete it to begin anew: {error}"
        ) from error
    return state
