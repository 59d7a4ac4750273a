"""A neural rating model that is held back: offsets, an inner product, and a small network over
genres and years, with weight decay, dropout, and an end as soon as ratings that it does not learn
from are predicted no better.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from recommendations.collaborative.data import Ratings, UnusableRatings
from recommendations.collaborative.title_vectors import describing_vectors
from recommendations.evaluation.splits import random_split

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen on an inner split of the training part: docs/recommenders.md."""

    width: int = 16
    hidden: int = 32
    dropout: float = 0.3
    learning_rate: float = 0.003
    weight_decay: float = 0.3
    """of the embeddings, by AdamW: each step takes this times the learning rate of them"""
    batch: int = 1_000
    most_epochs: int = 30
    patience: int = 2
    held_back: float = 0.1
    """of the ratings, to know when to end"""


DEFAULT = Settings()


@dataclass(frozen=True, slots=True, eq=False)
class FeatureNetwork:
    network: Any
    """_Network"""

    def predict(self, people: np.ndarray, titles: np.ndarray) -> np.ndarray:
        """float32[n], in stars, for positions of people and titles."""
        import torch

        with torch.inference_mode():
            return np.asarray(
                self.network(
                    torch.from_numpy(people.astype(np.int64)),
                    torch.from_numpy(titles.astype(np.int64)),
                ).numpy()
            )


def fit_feature_network(
    train: Ratings,
    *,
    seed: int,
    told: Callable[[str], None] = lambda line: None,
    settings: Settings = DEFAULT,
) -> FeatureNetwork:
    """The same model for the same ratings and seed, on one machine. Raises UnusableRatings for
    ratings too few to hold some back."""
    import torch

    split = random_split(train, seed=seed, share=settings.held_back)
    if not len(split.test) or not len(split.train):
        raise UnusableRatings(f"{len(train)} ratings are too few to hold some back")
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    network = _network(train, settings)
    optimiser = torch.optim.AdamW(
        [
            {"params": network.embeddings(), "weight_decay": settings.weight_decay},
            {"params": network.others(), "weight_decay": settings.weight_decay / 10},
        ],
        lr=settings.learning_rate,
    )
    people, titles = (
        torch.from_numpy(each.astype(np.int64)) for each in (split.train.people, split.train.titles)
    )
    values = torch.from_numpy(split.train.values)
    best, kept, waited = float("inf"), network.state_dict(), 0
    for epoch in range(1, settings.most_epochs + 1):
        network.train()
        order = draw.permutation(len(values))
        for rows in np.array_split(order, max(1, len(order) // settings.batch)):
            at = torch.from_numpy(rows)
            optimiser.zero_grad()
            loss = torch.nn.functional.mse_loss(network(people[at], titles[at]), values[at])
            loss.backward()
            optimiser.step()
        network.eval()
        predicted = FeatureNetwork(network).predict(split.test.people, split.test.titles)
        error = float(np.sqrt(np.mean((predicted - split.test.values) ** 2)))
        told(f"feature network, epoch {epoch}: {error:.4f} on what is held back")
        if error < best:
            best, waited = error, 0
            kept = {name: each.clone() for name, each in network.state_dict().items()}
        else:
            waited += 1
            if waited > settings.patience:
                break
    network.load_state_dict(kept)
    return FeatureNetwork(network.eval())


def _network(train: Ratings, settings: Settings) -> Any:
    import torch
    from torch import nn

    described = describing_vectors(train)
    spread = np.maximum(described.std(axis=0), 1e-3)
    scaled = ((described - described.mean(axis=0)) / spread).astype(np.float32)
    people, titles, width = len(train.person_ids), len(train.title_ids), settings.width
    mean = float(train.values.mean())

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.described = torch.from_numpy(scaled)
            self.people = nn.Embedding(people, width)
            self.titles = nn.Embedding(titles, width)
            self.person_offset = nn.Embedding(people, 1)
            self.title_offset = nn.Embedding(titles, 1)
            self.head = nn.Sequential(
                nn.Linear(2 * width + scaled.shape[1], settings.hidden),
                nn.ReLU(),
                nn.Dropout(settings.dropout),
                nn.Linear(settings.hidden, 1),
            )
            for table in (self.people, self.titles):
                nn.init.normal_(table.weight, std=0.05)
            for table in (self.person_offset, self.title_offset):
                nn.init.zeros_(table.weight)

        def embeddings(self) -> list["torch.Tensor"]:
            tables = (self.people, self.titles, self.person_offset, self.title_offset)
            return [table.weight for table in tables]

        def others(self) -> list["torch.Tensor"]:
            return list(self.head.parameters())

        def forward(self, person: "torch.Tensor", title: "torch.Tensor") -> "torch.Tensor":
            left, right = self.people(person), self.titles(title)
            told = torch.cat([left, right, self.described[title]], dim=1)
            offsets = self.person_offset(person) + self.title_offset(title) + self.head(told)
            return mean + offsets.squeeze(1) + (left * right).sum(dim=1)

    return Network()
