"""What the training asks of the model that it trains."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

if TYPE_CHECKING:
    import torch


class Learner(Protocol):
    """A model that makes vectors of texts, with its tokenizer."""

    @property
    def model(self) -> Any: ...

    @property
    def device(self) -> str: ...

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Of each text, uncut and without the tokens of begin and end."""

    def framed(self, ids: Sequence[int], longest: int) -> list[int]:
        """`ids` between the tokens of begin and end, `longest` tokens in all at most."""

    def read(self, framed: Sequence[Sequence[int]]) -> "torch.Tensor":
        """Unit vectors (len(framed), d) float32 of texts of like length, which go through the model
        together; with gradients where those are on."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors (len(texts), d) float32, as the model makes them where it is used. The model
        is in evaluation meanwhile, and as it was afterwards."""

    def copied(self) -> Self:
        """The same with weights of its own, which are never trained."""
