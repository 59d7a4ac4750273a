"""How fast this machine multiplies matrices: what a training's speed is measured against."""

import time

from catalog.embeddings.training.batches import has_native_bf16

SIZE = 1_024
SECONDS = 0.3


def matmul_rate(device: str) -> float:
    """Operations a second of large matrices, in the precision that a training uses here."""
    import torch

    kind = torch.bfloat16 if has_native_bf16(device) else torch.float32
    matrix = torch.randn(SIZE, SIZE, device=device).to(kind)
    best = 0.0
    begun = time.perf_counter()
    while time.perf_counter() - begun < SECONDS:
        started = time.perf_counter()
        product = matrix @ matrix
        float(product[0, 0])  # waits for a GPU
        best = max(best, 2 * SIZE**3 / (time.perf_counter() - started))
    return best


def training_operations(parameters_in_layers: int, tokens: int) -> float:
    """Of forward and backward pass, without attention's own: 6 per weight and token."""
    return 6.0 * parameters_in_layers * tokens
