"""CLIP's objective, and how far a student is from its teacher."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

MOST_SCALE = 100.0  # CLIP's own limit: beyond it the loss is decided by single pairs
NEARNESS = 5.0
FARTHEST = -1e4  # no infinity: the divergence multiplies it by a probability of 0


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


def imitation_loss(
    vectors: "torch.Tensor",
    mapped: "torch.Tensor",
    taught: "torch.Tensor",
    log_scale: "torch.Tensor",
    *,
    temperature: float,
) -> "torch.Tensor":
    """How far texts are from where a teacher has them; all rows are unit vectors.

    By themselves: one less the mean cosine of `mapped`, which are `vectors` brought to the
    teacher's width, with `taught`, the teacher's. Among each other: the mean KL divergence of each
    text's distribution over the others from the teacher's. The former is far below the latter, and
    counts NEARNESS times.
    """
    import torch

    apart = 1 - (mapped * taught).sum(dim=-1).mean()
    itself = torch.eye(len(vectors), dtype=torch.bool, device=vectors.device)
    own, theirs = (
        torch.log_softmax(similar.masked_fill(itself, FARTHEST), dim=-1)
        for similar in (
            vectors @ vectors.T * log_scale.exp().clamp(max=MOST_SCALE),
            taught @ taught.T / temperature,
        )
    )
    among = torch.nn.functional.kl_div(own, theirs, log_target=True, reduction="batchmean")
    return NEARNESS * apart + among
