"""CLIP's objective, and how far the student's similarities are from a teacher's."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

MOST_SCALE = 100.0  # CLIP's own limit: beyond it the loss is decided by single pairs


def contrastive_loss(
    left: "torch.Tensor", right: "torch.Tensor", log_scale: "torch.Tensor", same: "torch.Tensor"
) -> "torch.Tensor":
    """Symmetric InfoNCE of unit vectors: `left` (n, d), `right` (n + m, d) with the m hard
    negatives behind the n partners.

    `same` (n, n + m) is true where row and column are of one film: but for the pair itself these
    are neither right nor wrong, and left out.
    """
    import torch

    n = len(left)
    logits = left @ right.T * log_scale.exp().clamp(max=MOST_SCALE)
    itself = torch.eye(n, len(right), dtype=torch.bool, device=left.device)
    logits = logits.masked_fill(same & ~itself, -math.inf)
    targets = torch.arange(n, device=left.device)
    to_right = torch.nn.functional.cross_entropy(logits, targets)
    to_left = torch.nn.functional.cross_entropy(logits[:, :n].T, targets)
    return (to_right + to_left) / 2


def teacher_loss(
    left: "torch.Tensor",
    right: "torch.Tensor",
    log_scale: "torch.Tensor",
    *,
    teacher_left: "torch.Tensor",
    teacher_right: "torch.Tensor",
    temperature: float,
) -> "torch.Tensor":
    """Mean KL divergence of the student's distribution over the batch from the teacher's, for each
    text on the left; all rows are unit vectors, the teacher's of any width."""
    import torch

    student = torch.log_softmax(left @ right.T * log_scale.exp().clamp(max=MOST_SCALE), dim=-1)
    teacher = torch.log_softmax(teacher_left @ teacher_right.T / temperature, dim=-1)
    return torch.nn.functional.kl_div(student, teacher, log_target=True, reduction="batchmean")
