"""Texts of like length that go through a model together."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch


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


def read_in_chunks(
    read: Callable[[Sequence[Sequence[int]]], "torch.Tensor"],
    texts: Sequence[Sequence[int]],
    *,
    budget: int,
    told: Callable[[int], None] = lambda done: None,
) -> "torch.Tensor":
    """What `read` makes of `texts`, in their order, without gradients; `told` gets the number of
    texts done so far."""
    import torch

    chunks = chunk_by_tokens([len(ids) for ids in texts], budget)
    vectors = []
    with torch.inference_mode():
        for chunk in chunks:
            vectors.append(read([texts[i] for i in chunk]))
            told(sum(map(len, vectors)))
    return in_order(torch.cat(vectors), chunks)


def in_order(vectors: "torch.Tensor", chunks: Sequence[Sequence[int]]) -> "torch.Tensor":
    """`vectors` of the texts of all chunks, one after the other, in the order of the texts."""
    import torch

    places = torch.tensor([index for chunk in chunks for index in chunk], device=vectors.device)
    return vectors[torch.argsort(places)]


def native_bf16(device: str) -> AbstractContextManager[None]:
    """By way of bf16 where that is native."""
    import torch

    return torch.autocast(device, torch.bfloat16, enabled=has_native_bf16(device))


def has_native_bf16(device: str) -> bool:
    import torch

    if device == "cuda":
        return torch.cuda.is_bf16_supported()
    return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)())
