"""The neural model of a published system, rebuilt as it was, to hold the served models against.

Two embeddings of 64; their concatenation through 256 and 128 units to a rating; their inner product
for retrieval, by the softmax over the titles of a batch (as TensorFlow Recommenders sums it); both
losses with weight 1; Adagrad at 0.1; batches of 1,000; 15 epochs. Nothing regularises it, and it
learns the training part by heart: its figures are given for training and held-out ratings, side by
side.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from recommendations.collaborative.data import Ratings, UnusableRatings
from recommendations.evaluation.metrics import rating_metrics

if TYPE_CHECKING:
    import torch

WIDTH = 64
HIDDEN = (256, 128)
LEARNING_RATE = 0.1
BATCH = 1_000
EPOCHS = 15
CUTS = (1, 5, 10, 50, 100)
# As Keras starts them.
EMBEDDING_SPREAD = 0.05
INITIAL_ACCUMULATOR = 0.1
EPSILON = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class NeuralModel:
    people: np.ndarray
    """float32[p, 64]"""
    titles: np.ndarray
    """float32[t, 64]"""
    head: Any
    """torch.nn.Sequential: [n, 128] → [n, 1], in stars"""
    curves: list[dict[str, float]]
    """of each epoch: "rmse training", "rmse held out", "top 1 training" …"""

    def predict(self, people: np.ndarray, titles: np.ndarray) -> np.ndarray:
        """float32[n], in stars, for positions of people and titles."""
        import torch

        with torch.inference_mode():
            pairs = np.hstack([self.people[people], self.titles[titles]])
            return np.asarray(self.head(torch.from_numpy(pairs)).squeeze(1).numpy())

    def scores(self, person: int) -> np.ndarray:
        """float32[t]: how well each title goes with this person."""
        return self.titles @ self.people[person]


def fit_neural(
    train: Ratings,
    held_out: Ratings | None = None,
    *,
    seed: int,
    epochs: int = EPOCHS,
    told: Callable[[str], None] = lambda line: None,
) -> NeuralModel:
    """The same model for the same ratings and seed, on one machine. Raises UnusableRatings for
    fewer ratings than it takes to form a batch of two."""
    import torch

    if len(train) < 2:
        raise UnusableRatings(f"{len(train)} ratings are too few for a batch")
    torch.manual_seed(seed)
    parts = _Parts(len(train.person_ids), len(train.title_ids))
    optimiser = torch.optim.Adagrad(
        parts.parameters(),
        lr=LEARNING_RATE,
        initial_accumulator_value=INITIAL_ACCUMULATOR,
        eps=EPSILON,
    )
    people, titles = torch.from_numpy(train.people), torch.from_numpy(train.titles)
    values = torch.from_numpy(train.values)
    size = min(BATCH, len(train))
    generator = np.random.default_rng(seed)
    curves: list[dict[str, float]] = []
    for epoch in range(1, epochs + 1):
        order = generator.permutation(len(train))
        # A last batch of a few rows has a gradient that throws Adagrad off: it is left out.
        for start in range(0, len(order) - size + 1, size):
            rows = torch.from_numpy(order[start : start + size])
            optimiser.zero_grad()
            parts.loss(people[rows], titles[rows], values[rows]).backward()
            optimiser.step()
        model = parts.model(curves)
        figures = _figures(model, train, "training")
        if held_out is not None:
            figures |= _figures(model, held_out, "held out")
        curves.append(figures)
        told(f"epoch {epoch} of {epochs}: RMSE {figures['rmse training']:.4f} in training")
    return parts.model(curves)


class _Parts:
    def __init__(self, people: int, titles: int) -> None:
        from torch import nn

        self.people = nn.Embedding(people, WIDTH)
        self.titles = nn.Embedding(titles, WIDTH)
        for table in (self.people, self.titles):
            nn.init.uniform_(table.weight, -EMBEDDING_SPREAD, EMBEDDING_SPREAD)
        widths = (2 * WIDTH, *HIDDEN)
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [_dense(before, after), nn.ReLU()]
        self.head = nn.Sequential(*layers, _dense(widths[-1], 1))

    def parameters(self) -> list["torch.Tensor"]:
        return [self.people.weight, self.titles.weight, *self.head.parameters()]

    def loss(
        self, people: "torch.Tensor", titles: "torch.Tensor", values: "torch.Tensor"
    ) -> "torch.Tensor":
        import torch
        from torch.nn.functional import cross_entropy, mse_loss

        left, right = self.people(people), self.titles(titles)
        predicted = self.head(torch.cat([left, right], dim=1)).squeeze(1)
        retrieved = cross_entropy(left @ right.T, torch.arange(len(left)), reduction="sum")
        return mse_loss(predicted, values) + retrieved

    def model(self, curves: list[dict[str, float]]) -> NeuralModel:
        return NeuralModel(
            people=self.people.weight.detach().numpy().copy(),
            titles=self.titles.weight.detach().numpy().copy(),
            head=self.head,
            curves=curves,
        )


def _dense(before: int, after: int) -> Any:
    from torch import nn

    layer = nn.Linear(before, after)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def _figures(model: NeuralModel, ratings: Ratings, part: str) -> dict[str, float]:
    """As the published system counts: of each rating, whether its title is among the first k of all
    titles, those that the person has seen included."""
    figures = {
        f"rmse {part}": rating_metrics(model.predict(ratings.people, ratings.titles), ratings)[
            "rmse"
        ]
    }
    ranks = np.empty(len(ratings), dtype=np.int64)
    order = np.argsort(ratings.people, kind="stable")
    people, starts = np.unique(ratings.people[order], return_index=True)
    for person, rows in zip(people, np.split(order, starts[1:]), strict=True):
        place = np.empty(len(ratings.title_ids), dtype=np.int64)
        place[np.argsort(-model.scores(int(person)), kind="stable")] = np.arange(len(place))
        ranks[rows] = place[ratings.titles[rows]]
    return figures | {f"top {cut} {part}": float((ranks < cut).mean()) for cut in CUTS}
