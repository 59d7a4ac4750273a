"""A moving average of the weights: steadier than those of any one step."""

from typing import Any

from catalog.embeddings.training.model import copy_for_reading


class Average:
    """`model` has the averaged weights; it is never trained."""

    def __init__(self, model: Any, decay: float) -> None:
        self.model = copy_for_reading(model)
        self._decay = decay

    def follow(self, model: Any, step: int) -> None:
        """Soon after the start the average would be all start: it follows faster there."""
        import torch

        decay = min(self._decay, (1 + step) / (10 + step))
        own, others = list(self.model.parameters()), [p.detach() for p in model.parameters()]
        torch._foreach_lerp_(own, others, 1 - decay)
