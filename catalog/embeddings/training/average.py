"""A moving average of the weights: steadier than those of any one step."""

from typing import Any

from catalog.embeddings.training.learner import Learner


class Average:
    """`learner` has the averaged weights; it is never trained."""

    def __init__(self, learner: Learner, decay: float) -> None:
        self.learner = learner.copied()
        self._decay = decay

    def follow(self, model: Any, step: int) -> None:
        """Soon after the start the average would be all start: it follows faster there."""
        import torch

        decay = min(self._decay, (1 + step) / (10 + step))
        own = list(self.learner.model.parameters())
        torch._foreach_lerp_(own, [p.detach() for p in model.parameters()], 1 - decay)
