"""A two-tower model: one tower reads a history, the other a title; their inner product ranks.

As in Covington, Adams and Sargin (2016), "Deep neural networks for YouTube recommendations": no
person has an embedding, so somebody who comes after the training is read like all others. Each
rating of a person, but the first, is to be told from sampled titles by what was rated before it.

The tower of histories is a weighted sum of its titles, without a layer that bends it: on validation
one was no better, and so each title of a history has an exact share in a score.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from recommendations.collaborative.age import weights_by_age
from recommendations.collaborative.data import Ratings
from recommendations.collaborative.title_vectors import describing_vectors

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen by the newest liked titles of the training part: docs/recommenders.md."""

    width: int = 64
    longest: int = 50
    """of a history, its latest titles"""
    recency: float = 6.0
    evenly: float = 0.5
    """as in the ranking that is served"""
    epochs: int = 12
    fewest_steps: int = 150
    """of however few ratings"""
    most_steps: int = 3_000
    """of however many: minutes, not hours"""
    batch: int = 1_024
    negatives: int = 700
    learning_rate: float = 0.003
    weight_decay: float = 0.01
    dropout: float = 0.3
    """of the titles of a history"""
    shuffled: float = 0.3
    """of the examples: their history is drawn from all that the person has rated, not from what
    stands before, so that tastes are learnt as well as what follows upon what"""


DEFAULT = Settings()
SPREAD = 0.1
# Of few ratings a batch is smaller, down to this, so that an epoch has some.
SMALLEST_BATCH, FEWEST_BATCHES = 64, 10


@dataclass(frozen=True, slots=True, eq=False)
class TwoTowers:
    read: np.ndarray
    """float32[t, d]: titles as the tower of histories reads them"""
    titles: np.ndarray
    """float32[t, d]: what the tower of titles makes of them"""
    offsets: np.ndarray
    """float32[t], the same for every history"""
    settings: Settings = DEFAULT

    def rows(self, positions: np.ndarray) -> np.ndarray:
        """float32[len(positions), t], dense: how much each of these speaks for each title, above
        what it does in the mean; nothing for itself."""
        block = self.read[positions] @ self.titles.T
        block -= block.mean(axis=1, keepdims=True)
        block[np.arange(len(positions)), positions] = 0
        return np.asarray(block)

    def scores(self, history: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """float32[t]: of positions of titles, the latest first, and what each counts."""
        latest, counts = history[: self.settings.longest], weights[: self.settings.longest]
        if not len(latest):
            return self.offsets
        counts = counts * _weights(np.ones((1, len(latest)), dtype=bool), self.settings)[0]
        return np.asarray(self.titles @ (counts @ self.read[latest]) + self.offsets)


def fit_two_towers(
    ratings: Ratings,
    *,
    weights: np.ndarray,
    seed: int,
    told: Callable[[str], None] = lambda line: None,
    settings: Settings = DEFAULT,
) -> TwoTowers:
    """The same model for the same ratings and seed, on one machine. `weights`: float[n], what each
    rating counts in a history. Where nobody has rated two titles nothing is learnt, and all
    histories are alike."""
    import torch
    from torch.nn.functional import cross_entropy

    torch.manual_seed(seed)
    examples = _Examples(ratings, weights, settings, np.random.default_rng(seed))
    towers = _Towers(ratings, settings)
    parameters = [each for part in towers.parts for each in part.parameters()]
    optimiser = torch.optim.AdamW(
        parameters, lr=settings.learning_rate, weight_decay=settings.weight_decay
    )
    steps = max(settings.epochs * examples.batches, settings.fewest_steps)
    steps = min(steps, settings.most_steps) if examples.batches else 0
    rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / max(1, steps))
    for step, batch in zip(range(1, steps + 1), examples, strict=False):
        optimiser.zero_grad()
        logits = towers.logits(batch)
        # The title that was rated stands first.
        loss = cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))
        loss.backward()
        optimiser.step()
        rate.step()
        if step % 100 == 0 or step == steps:
            told(f"two towers, step {step:,} of {steps:,}: loss {float(loss.detach()):.3f}")
    return towers.fitted()


class _Batch(NamedTuple):
    history: "torch.Tensor"
    """int64[b, longest], the latest first; what is not there has weight 0"""
    weights: "torch.Tensor"
    """float32[b, longest]"""
    wanted: "torch.Tensor"
    """int64[b]"""
    others: "torch.Tensor"
    """int64[negatives], the same for all of the batch"""


class _Examples:
    """Ratings to be told from titles that were drawn, epoch after epoch."""

    def __init__(
        self, ratings: Ratings, weights: np.ndarray, settings: Settings, draw: np.random.Generator
    ) -> None:
        order = ratings.oldest_first()
        people = ratings.people[order]
        self.titles = ratings.titles[order].astype(np.int64)
        self.weights = weights[order]
        self.first = np.searchsorted(people, people, side="left")
        self.length = np.searchsorted(people, people, side="right") - self.first
        self.rows = np.flatnonzero(np.arange(len(order)) > self.first)
        self.chances = chances_of(ratings)
        self.settings, self.draw = settings, draw
        self.longest = min(settings.longest, int(self.length.max(initial=2)) - 1)
        self.batch = min(settings.batch, max(SMALLEST_BATCH, len(self.rows) // FEWEST_BATCHES))

    @property
    def batches(self) -> int:
        return -(-len(self.rows) // self.batch)

    def __iter__(self) -> Iterator[_Batch]:
        while len(self.rows):
            order = self.draw.permutation(self.rows)
            for batch in np.array_split(order, self.batches):
                yield self._batch(batch)

    def _batch(self, rows: np.ndarray) -> _Batch:
        import torch

        settings, draw = self.settings, self.draw
        first, shape = self.first[rows][:, None], (len(rows), self.longest)
        before = rows[:, None] - 1 - np.arange(self.longest)
        drawn = first + (draw.random(shape) * self.length[rows][:, None]).astype(np.int64)
        is_shuffled = draw.random(len(rows))[:, None] < settings.shuffled
        at = np.where(is_shuffled, drawn, before)
        is_there = (at >= first) & (at != rows[:, None])
        is_there &= draw.random(shape) > settings.dropout
        at = np.where(is_there, at, 0)
        weights = self.weights[at] * _weights(is_there, settings)
        others = draw.choice(len(self.chances), settings.negatives, p=self.chances)
        return _Batch(
            torch.from_numpy(self.titles[at]),
            torch.from_numpy(weights.astype(np.float32)),
            torch.from_numpy(self.titles[rows]),
            torch.from_numpy(others),
        )


class _Towers:
    def __init__(self, ratings: Ratings, settings: Settings) -> None:
        import torch
        from torch import nn

        described = describing_vectors(ratings)
        spread = np.maximum(described.std(axis=0), 1e-3)
        self.described = torch.from_numpy((described - described.mean(axis=0)) / spread)
        self.chances = torch.from_numpy(np.log(chances_of(ratings)).astype(np.float32))
        count, width = len(ratings.title_ids), settings.width
        self.read = nn.Embedding(count, width)
        self.own = nn.Embedding(count, width)
        self.of_description = nn.Linear(described.shape[1], width, bias=False)
        self.offset = nn.Embedding(count, 1)
        self.parts: list[nn.Module] = [self.read, self.own, self.of_description, self.offset]
        self.settings = settings
        # A title that no history has taught anything speaks for nothing, instead of for chance.
        nn.init.zeros_(self.read.weight)
        nn.init.normal_(self.own.weight, std=SPREAD)
        nn.init.normal_(self.of_description.weight, std=SPREAD / 5)
        self.offset.weight.data.copy_(self.chances[:, None])

    def title(self, at: "torch.Tensor") -> tuple["torch.Tensor", "torch.Tensor"]:
        vectors = self.own(at) + self.of_description(self.described[at])
        return vectors, self.offset(at).squeeze(-1)

    def logits(self, batch: _Batch) -> "torch.Tensor":
        """float32[b, 1 + negatives]"""
        import torch

        people = (batch.weights[:, :, None] * self.read(batch.history)).sum(dim=1)
        vectors, offsets = self.title(batch.wanted)
        wanted = (people * vectors).sum(dim=1) + offsets
        vectors, offsets = self.title(batch.others)
        # Drawn by how often they are rated, which would count against them else: the correction
        # of Bengio and Senécal (2008).
        expected = self.chances[batch.others] + float(np.log(len(batch.others)))
        others = people @ vectors.T + offsets - expected
        is_wanted = batch.wanted[:, None] == batch.others[None, :]
        return torch.cat([wanted[:, None], others.masked_fill(is_wanted, -1e9)], dim=1)

    def fitted(self) -> TwoTowers:
        import torch

        with torch.inference_mode():
            vectors, offsets = self.title(torch.arange(len(self.described)))
            read = self.read.weight.detach().numpy().copy()
            return TwoTowers(read, vectors.numpy().copy(), offsets.numpy().copy(), self.settings)


def chances_of(ratings: Ratings) -> np.ndarray:
    """float64[t], which add up to 1: how likely each title is to be drawn."""
    often = np.bincount(ratings.titles, minlength=len(ratings.title_ids)) + 1.0
    return np.asarray(often / often.sum())


def _weights(is_there: np.ndarray, settings: Settings) -> np.ndarray:
    """float64[b, longest], the latest title first. Nothing moves up where one is not there."""
    places = np.arange(is_there.shape[1])[None, :]
    return weights_by_age(places, is_there, recency=settings.recency, evenly=settings.evenly)
