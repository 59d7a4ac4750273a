"""Token ids of a step's texts, and the texts of like length that go through the model together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from catalog.embeddings.training.model import ENDS

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Frame:
    """What is about each text: the tokens of its begin and end, and the longest it may be."""

    begin: int
    end: int
    longest: int

    def put_around(self, ids: Sequence[int]) -> list[int]:
        return [self.begin, *ids[: self.longest - 2], self.end]


def drop_words(ids: list[int], share: float, chance: np.random.Generator) -> list[int]:
    """Some tokens left out, so that no request is known by one word; never all."""
    if share == 0 or len(ids) < 2:
        return ids
    kept = [
        token for token, keep in zip(ids, chance.random(len(ids)) >= share, strict=True) if keep
    ]
    return kept or ids


def chunk_by_tokens(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Indexes in chunks of like length, each of at most `budget` tokens once padded."""
    chunks: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if chunks and (len(chunks[-1]) + 1) * lengths[chunks[-1][0]] <= budget:
            chunks[-1].append(index)
        else:
            chunks.append([index])
    return chunks


def padded(texts: Sequence[Sequence[int]], end: int, device: str = "cpu") -> "torch.Tensor":
    """Ids (len(texts), longest) padded with the end token.

    No mask is needed with it: a token sees those before it alone, and the vector is read at the
    first end token.
    """
    import torch

    longest = max(map(len, texts))
    array = np.full((len(texts), longest), end, dtype=np.int64)
    for row, ids in enumerate(texts):
        array[row, : len(ids)] = ids
    return torch.from_numpy(array).to(device)


def encode_framed(
    model: Any,
    texts: Sequence[Sequence[int]],
    *,
    end: int,
    budget: int,
    device: str,
) -> "torch.Tensor":
    """Unit vectors (len(texts), dimensions) float32, in order; without gradients."""
    import torch

    chunks = chunk_by_tokens([len(ids) for ids in texts], budget)
    with torch.inference_mode():
        vectors = [encode_chunk(model, [texts[i] for i in chunk], end, device) for chunk in chunks]
    places = torch.tensor([index for chunk in chunks for index in chunk], device=device)
    return torch.cat(vectors)[torch.argsort(places)]


def encode_chunk(
    model: Any, texts: Sequence[Sequence[int]], end: int, device: str
) -> "torch.Tensor":
    """Unit vectors (len(texts), dimensions) float32, by way of bf16 where that is native."""
    import torch

    ENDS.positions = [ids.index(end) for ids in texts]
    with torch.autocast(device, torch.bfloat16, enabled=has_native_bf16(device)):
        output = model(input_ids=padded(texts, end, device)).text_embeds
    return torch.nn.functional.normalize(output.float(), dim=-1)


def has_native_bf16(device: str) -> bool:
    import torch

    if device == "cuda":
        return torch.cuda.is_bf16_supported()
    return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)())
