"""The text encoder in training, asked for vectors as the site's encoder makes them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from catalog.embeddings.encoder import MAX_TOKENS, even_pieces
from catalog.embeddings.training.batches import native_bf16, padded, read_in_chunks
from catalog.embeddings.training.model import ENDS, copy_for_reading
from catalog.embeddings.training.tokenizer import token_ids

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Student:
    """A Learner."""

    model: Any
    tokenizer: Any
    device: str
    budget: int
    """Tokens that go through the model at once."""

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        return token_ids(self.tokenizer, list(texts))

    def framed(self, ids: Sequence[int], longest: int) -> list[int]:
        return [self.tokenizer.bos_token_id, *ids[: longest - 2], self.tokenizer.eos_token_id]

    def read(self, framed: Sequence[Sequence[int]]) -> "torch.Tensor":
        import torch

        end = self.tokenizer.eos_token_id
        ENDS.positions = [list(ids).index(end) for ids in framed]
        with native_bf16(self.device):
            output = self.model(input_ids=padded(framed, end, self.device)).text_embeds
        return torch.nn.functional.normalize(output.float(), dim=-1)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """The means of the windows of each text, as TextEncoder does."""
        windows: list[list[int]] = []
        owners: list[int] = []
        for owner, ids in enumerate(self.token_ids(texts)):
            own = [self.framed(piece, MAX_TOKENS) for piece in even_pieces(ids, MAX_TOKENS - 2)]
            windows += own
            owners += [owner] * len(own)
        was_training = self.model.training
        self.model.eval()
        vectors = read_in_chunks(self.read, windows, budget=self.budget)
        self.model.train(was_training)
        sums = np.zeros((len(texts), vectors.shape[1]), dtype=np.float32)
        np.add.at(sums, owners, vectors.cpu().numpy())
        return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)

    def copied(self) -> Self:
        return replace(self, model=copy_for_reading(self.model))
