"""Texts whose vectors a student takes from a teacher, some in each step."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from catalog.embeddings.training.learner import Learner
from catalog.embeddings.training.loss import imitation_loss
from catalog.embeddings.training.recipe import Recipe
from catalog.embeddings.training.sentence_encoder import SentenceEncoder
from catalog.embeddings.training.teacher import read_once

if TYPE_CHECKING:
    import torch

TEXTS_TO_BEGIN = 6_000
RIDGE = 1e-2


class Imitation:
    """Of each sort of texts a step draws as many, whatever their number: requests are few, and what
    the site is asked."""

    def __init__(
        self,
        sorts: Mapping[str, Sequence[str]],
        teacher: SentenceEncoder,
        student: Learner,
        recipe: Recipe,
        folder: Path,
        *,
        told: Callable[[str], None],
    ) -> None:
        self._texts = _chosen(sorts, recipe)
        self._ends = np.cumsum([len(texts) for texts in self._texts])
        every = [text for texts in self._texts for text in texts]
        self._vectors = read_once(teacher, every, folder, told=told)
        self._recipe = recipe
        self.map = self._nearest_map(student, every)
        """From the student's vectors to the teacher's; learnt on, and not kept."""

    def draw(self, step: int) -> tuple[list[str], np.ndarray]:
        """Texts and the teacher's unit vectors of them, float32; the seed and the number of the
        step decide which."""
        chance = np.random.default_rng([self._recipe.seed, step, 1])
        texts: list[str] = []
        rows: list[int] = []
        counts = chance.multinomial(
            self._recipe.teacher_texts, [1 / len(self._texts)] * len(self._texts)
        )
        for own, end, count in zip(self._texts, self._ends, counts, strict=True):
            places = chance.integers(0, len(own), count)
            texts += [own[place] for place in places]
            rows += (end - len(own) + places).tolist()
        return texts, self._vectors[rows].astype(np.float32)

    def loss(
        self, vectors: "torch.Tensor", taught: np.ndarray, log_scale: "torch.Tensor"
    ) -> "torch.Tensor":
        import torch

        return imitation_loss(
            vectors,
            torch.nn.functional.normalize(self.map(vectors), dim=-1),
            torch.from_numpy(taught).to(vectors.device),
            log_scale,
            temperature=self._recipe.temperature,
        )

    def _nearest_map(self, student: Learner, texts: Sequence[str]) -> "torch.nn.Linear":
        """The linear map that brings the student's vectors nearest to the teacher's (ridge
        regression): from any other the first steps would turn the student, not teach it."""
        import torch

        rows = np.linspace(0, len(texts) - 1, min(len(texts), TEXTS_TO_BEGIN)).astype(int)
        own = student.encode([texts[row] for row in rows])
        width = own.shape[1]
        weights = np.linalg.solve(
            own.T @ own + RIDGE * len(rows) / width * np.eye(width, dtype=np.float32),
            own.T @ self._vectors[rows].astype(np.float32),
        )
        nearest = torch.nn.Linear(width, self._vectors.shape[1], bias=False, device=student.device)
        with torch.no_grad():
            nearest.weight.copy_(torch.from_numpy(weights.T))
        return nearest


def _chosen(sorts: Mapping[str, Sequence[str]], recipe: Recipe) -> list[list[str]]:
    """At most `teacher_reads` texts, as many of each sort as there are or an even share."""
    chosen = []
    left, waiting = recipe.teacher_reads, len(sorts)
    for name, texts in sorted(sorts.items(), key=lambda item: len(item[1])):
        once = list(dict.fromkeys(texts))
        # Which texts are read needs no secret, but the same ones again.
        kept = random.Random(f"{recipe.seed}:{name}").sample(once, min(len(once), left // waiting))  # noqa: S311
        left, waiting = left - len(kept), waiting - 1
        if kept:
            chosen.append(kept)
    return chosen
