"""What one step learns from: its pairs as token ids, who is whose negative, what a teacher says."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from catalog.embeddings.training.batches import drop_words
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.negatives import NONE
from catalog.embeddings.training.pairs import Pair, PairStream
from catalog.embeddings.training.recipe import Recipe
from catalog.embeddings.training.student import Student
from catalog.embeddings.training.tokenizer import token_ids

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Step:
    """`texts` are the ids of the left sides, the right sides, and the hard negatives."""

    texts: list[list[int]]
    pairs: int
    same: np.ndarray
    """(pairs, pairs + hard negatives): true where both may be of one film."""
    taught_left: list[int]
    """Places in `texts`, up to `pairs`, that the teacher has a vector of."""
    taught_right: list[int]
    """The same from `pairs` on."""
    bodies: list[str]

    @property
    def tokens(self) -> int:
        return sum(map(len, self.texts))


class TeacherVectors:
    """A teacher's vectors by text."""

    def __init__(self, texts: list[str], vectors: np.ndarray) -> None:
        self._rows = {text: row for row, text in enumerate(texts)}
        self._vectors = vectors

    def __contains__(self, text: str) -> bool:
        return text in self._rows

    def of(self, texts: list[str]) -> "torch.Tensor":
        """Unit vectors (len(texts), width) float32."""
        import torch

        return torch.from_numpy(
            self._vectors[[self._rows[text] for text in texts]].astype(np.float32)
        )


class Steps:
    """The steps of a training by their number: the seed and the number decide all."""

    def __init__(
        self,
        corpus: Corpus,
        pairs: PairStream,
        recipe: Recipe,
        student: Student,
        taught: TeacherVectors | None,
    ) -> None:
        self._pairs = pairs
        self._recipe = recipe
        self._student = student
        self._taught = taught
        keys: dict[str, int] = {}
        self._groups = [keys.setdefault(film.key, len(keys)) for film in corpus.films]

    def step(self, number: int, negatives: np.ndarray | None) -> Step:
        """`negatives` as `mine_negatives` returns them; None as long as there are none."""
        chance = np.random.default_rng([self._recipe.seed, number])
        pairs = self._pairs.batch(number, self._recipe.batch_size)
        hard = [] if negatives is None else self._draw_hard(pairs, negatives, chance)
        documents = [self._pairs.document(film) for film in hard]
        texts = [pair.left for pair in pairs] + [pair.right for pair in pairs] + documents
        frame = self._student.frame(self._recipe.longest)
        ids = [
            frame.put_around(drop_words(own, self._recipe.word_dropout, chance))
            for own in token_ids(self._student.tokenizer, [str(text) for text in texts])
        ]
        bodies = [text.body for text in texts]
        taught = [
            at
            for at, text in enumerate(texts)
            if self._taught and not text.prefix and text.body in self._taught
        ]
        return Step(
            texts=ids,
            pairs=len(pairs),
            same=self._same([pair.film for pair in pairs], hard, bodies[len(pairs) :]),
            taught_left=[at for at in taught if at < len(pairs)],
            taught_right=[at for at in taught if at >= len(pairs)],
            bodies=bodies,
        )

    def _draw_hard(
        self, pairs: list[Pair], negatives: np.ndarray, chance: np.random.Generator
    ) -> list[int]:
        """Films near the requests of some pairs, each once."""
        share = self._recipe.hard_negatives
        asking = [pair.request for pair in pairs if pair.request >= 0]
        drawn = []
        for request in asking:
            near = negatives[request][negatives[request] != NONE]
            if len(near) and chance.random() < share:
                drawn.append(int(chance.choice(near)))
        return list(dict.fromkeys(drawn))

    def _same(self, films: list[int], hard: list[int], right: list[str]) -> np.ndarray:
        groups = np.array([self._group(film) for film in [*films, *hard]])
        texts: dict[str, int] = {}
        numbers = np.array([texts.setdefault(text, len(texts)) for text in right])
        left = len(films)
        by_group = groups[:left, None] == groups[None, :]
        by_text: np.ndarray = numbers[:left, None] == numbers[None, :]
        return by_group | by_text

    def _group(self, film: int) -> int:
        """A number below 0 stands for itself: the request of an unknown film."""
        return self._groups[film] if film >= 0 else film
