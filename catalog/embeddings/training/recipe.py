"""Every choice that makes one training differ from another, in one place."""

import dataclasses
import math
from dataclasses import dataclass, field

from catalog.embeddings import DIMENSIONS
from catalog.embeddings.encoder import MAX_TOKENS
from catalog.embeddings.training import TrainingRefused

# How often an item of each kind is drawn in one pass over the data, on average.
KIND_WEIGHTS = {
    "short_description": 3.0,
    "piece_description": 3.0,
    "short_piece": 0.5,
    "request_facts": 0.5,
    "sentence_rest": 1.0,
    "tagline_description": 0.5,
    "keywords_description": 1.0,
    "facts_description": 0.5,
    "two_descriptions": 2.0,
    "off_topic": 5.0,
}

# What may differ between a run and its continuation: how long, how it is cut, and on what.
_MAY_CHANGE = {"steps", "minutes", "patience", "validate_every", "checkpoint_every", "threads"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Sizes in tokens, texts and steps; shares and dropouts from 0 to 1."""

    layers: int = 3
    width: int = 256
    heads: int = 4
    vocabulary: int = 16_384
    dimensions: int = DIMENSIONS

    steps: int | None = None
    minutes: float | None = None
    """Without either: 2,000 steps. With both, whichever ends first."""
    batch_size: int = 256
    learning_rate: float = 1e-3
    warm_up: float = 0.03
    weight_decay: float = 0.05
    average: float = 0.998
    """Decay of the moving average of the weights, which is what is validated and exported."""
    dropout: float = 0.1
    word_dropout: float = 0.1
    longest: int = 64
    """Tokens that a text is cut to while training; the encoder's window is 77."""
    prefix_share: float = 0.5
    """Of descriptions that stand behind their genres and countries, as in a title's vector."""
    hard_negatives: float = 0.25
    """Share of a batch's pairs that bring a film near the request, yet not the one."""
    mine_every: int = 500
    teacher_weight: float = 0.0
    teacher_texts: int = 448
    """Of which a step imitates the teacher's vectors."""
    teacher_reads: int = 80_000
    temperature: float = 0.05
    kinds: dict[str, float] = field(default_factory=lambda: dict(KIND_WEIGHTS))

    validate_every: int = 250
    validation_films: int = 5_000
    patience: int = 0
    """Validations without a better one before the training ends; 0: none is too many."""
    checkpoint_every: int = 50
    seed: int = 0
    threads: int = 1
    chunk_tokens: int = 4_096
    save_memory: bool = False

    @property
    def last_step(self) -> int:
        if self.steps is None and self.minutes is None:
            return 2_000
        return 10**9 if self.steps is None else self.steps

    def check(self) -> None:
        """Raise TrainingRefused for values that make no model or no training."""
        for name in ("layers", "width", "heads", "batch_size", "threads", "chunk_tokens"):
            _require(getattr(self, name) >= 1, f"{name} must be 1 or more")
        for name in ("validate_every", "mine_every", "checkpoint_every", "validation_films"):
            _require(getattr(self, name) >= 1, f"{name} must be 1 or more")
        for name in ("dropout", "word_dropout", "average", "warm_up"):
            _require(0 <= getattr(self, name) < 1, f"{name} must be from 0 to below 1")
        for name in ("prefix_share", "hard_negatives"):
            _require(0 <= getattr(self, name) <= 1, f"{name} must be from 0 to 1")
        _require(self.width % self.heads == 0, f"width {self.width} is no multiple of the heads")
        _require(
            self.dimensions == DIMENSIONS,
            f"vectors of {self.dimensions} dimensions do not fit the catalogue's column of"
            f" {DIMENSIONS}",
        )
        _require(600 <= self.vocabulary <= 100_000, "vocabulary must be from 600 to 100,000")
        _require(8 <= self.longest <= MAX_TOKENS, f"longest must be from 8 to {MAX_TOKENS}")
        _require(self.batch_size >= 2, "a batch needs two pairs: each is the other's negative")
        _require(0 < self.learning_rate < 1, "the learning rate must be between 0 and 1")
        _require(self.steps is None or self.steps >= 1, "steps must be 1 or more")
        _require(
            self.minutes is None or 0 < self.minutes < math.inf,
            "minutes must be more than 0, and not without end",
        )
        _require(0 <= self.weight_decay < 1, "the weight decay must be from 0 to below 1")
        _require(self.patience >= 0, "patience must be 0 or more")
        _require(0.005 <= self.temperature <= 1, "temperature must be from 0.005 to 1")
        _require(
            0 <= self.teacher_weight < math.inf,
            "the teacher's weight must be 0 or more, and not without bound",
        )
        _require(self.teacher_texts >= 2, "a step imitates two texts or more")
        _require(self.teacher_reads >= 100, "the teacher must read 100 texts or more")
        unknown = ", ".join(set(self.kinds) - set(KIND_WEIGHTS))
        _require(not unknown, f"no kind of pair is called {unknown}")

    def differences(self, earlier: "Recipe") -> list[str]:
        """Names of what a continuation would do otherwise than the run before it."""
        return [
            name
            for name, value in self.to_json().items()
            if name not in _MAY_CHANGE and value != getattr(earlier, name)
        ]

    def to_json(self) -> dict[str, object]:
        return dataclasses.asdict(self)


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise TrainingRefused(message)
