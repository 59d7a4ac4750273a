"""Gradients of a loss over a whole batch, however little of it fits into memory at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.embeddings.training.batches import chunk_by_tokens, in_order

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Pass:
    """How texts go through the model: `seed` is the step's, so that a chunk drops the same at its
    second time."""

    budget: int
    seed: int
    save_memory: bool


def backward(
    read: Callable[[Sequence[Sequence[int]]], "torch.Tensor"],
    texts: Sequence[Sequence[int]],
    loss_of: Callable[["torch.Tensor"], "torch.Tensor"],
    how: Pass,
) -> float:
    """Add the gradients of `loss_of`, of the vectors (len(texts), d) that `read` makes, in order;
    the loss.

    With `save_memory` the texts go through the model twice (gradient caching, Gao et al. 2021):
    without gradients for the loss, then chunk by chunk with those that the loss has for its
    vectors. The sums are the same; a third more work, the memory of one chunk.
    """
    import torch

    chunks = chunk_by_tokens([len(ids) for ids in texts], how.budget)

    def read_chunk(number: int) -> "torch.Tensor":
        torch.manual_seed(how.seed * 10_000 + number)
        return read([texts[i] for i in chunks[number]])

    with torch.set_grad_enabled(not how.save_memory):
        vectors = torch.cat([read_chunk(number) for number in range(len(chunks))])
    if how.save_memory:
        vectors.requires_grad_()
    loss = loss_of(in_order(vectors, chunks))
    if not torch.isfinite(loss):
        return float(loss.detach())
    loss.backward()
    if how.save_memory:
        assert vectors.grad is not None
        wanted = vectors.grad.split([len(chunk) for chunk in chunks])
        for number, gradient in enumerate(wanted):
            read_chunk(number).backward(gradient)
    return float(loss.detach())
