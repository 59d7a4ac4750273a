"""The model in training with its tokenizer, asked for vectors as the site's encoder makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog.embeddings.encoder import MAX_TOKENS, even_pieces
from catalog.embeddings.training.batches import Frame, encode_framed
from catalog.embeddings.training.tokenizer import token_ids


@dataclass(frozen=True, slots=True)
class Student:
    model: Any
    tokenizer: Any
    device: str
    budget: int
    """Tokens that go through the model at once."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (n, d) float32: the means of the windows of each text, as TextEncoder does.
        The model is in evaluation meanwhile, and as it was afterwards."""
        frame = self.frame(MAX_TOKENS)
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, ids in enumerate(token_ids(self.tokenizer, list(texts))):
            own = [frame.put_around(piece) for piece in even_pieces(ids, MAX_TOKENS - 2)]
            windows += own
            owners += [owner] * len(own)
        was_training = self.model.training
        self.model.eval()
        vectors = encode_framed(
            self.model, windows, end=frame.end, budget=self.budget, device=self.device
        )
        self.model.train(was_training)
        sums = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, owners, vectors.cpu().numpy())
        return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)

    def frame(self, longest: int) -> Frame:
        return Frame(self.tokenizer.bos_token_id, self.tokenizer.eos_token_id, longest)
