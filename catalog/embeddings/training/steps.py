"""What one step learns from: its pairs as token ids, who is whose negative, what a teacher says."""

from dataclasses import dataclass

import numpy as np

from catalog.embeddings.training.batches import drop_words
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.imitation import Imitation
from catalog.embeddings.training.learner import Learner
from catalog.embeddings.training.negatives import NONE
from catalog.embeddings.training.pairs import Pair, PairStream
from catalog.embeddings.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Step:
    """`texts` are the ids of the left sides, the right sides, the hard negatives, and of what is
    imitated."""

    texts: list[list[int]]
    pairs: int
    same: np.ndarray
    """(pairs, pairs + hard negatives): true where both may be of one film."""
    taught: np.ndarray
    """(imitated texts, width) a teacher's unit vectors of the last ones, float32."""

    @property
    def tokens(self) -> int:
        return sum(map(len, self.texts))


class Steps:
    """The steps of a training by their number: the seed and the number decide all."""

    def __init__(
        self,
        corpus: Corpus,
        pairs: PairStream,
        recipe: Recipe,
        learner: Learner,
        imitation: Imitation | None,
    ) -> None:
        self._pairs = pairs
        self._recipe = recipe
        self._learner = learner
        self._imitation = imitation
        keys: dict[str, int] = {}
        self._groups = [keys.setdefault(film.key, len(keys)) for film in corpus.films]

    def step(self, number: int, negatives: np.ndarray | None) -> Step:
        """`negatives` as `mine_negatives` returns them; None as long as there are none."""
        chance = np.random.default_rng([self._recipe.seed, number])
        pairs = self._pairs.batch(number, self._recipe.batch_size)
        hard = [] if negatives is None else self._draw_hard(pairs, negatives, chance)
        documents = [self._pairs.document(film) for film in hard]
        texts = [pair.left for pair in pairs] + [pair.right for pair in pairs] + documents
        imitated, taught = (
            self._imitation.draw(number) if self._imitation else ([], np.empty((0, 0), np.float32))
        )
        ids = self._learner.token_ids([*map(str, texts), *imitated])
        longest, share = self._recipe.longest, self._recipe.word_dropout
        return Step(
            texts=[
                self._learner.framed(
                    drop_words(own, share, chance) if place < len(texts) else own, longest
                )
                for place, own in enumerate(ids)
            ],
            pairs=len(pairs),
            same=self._same(
                [pair.film for pair in pairs], hard, [text.body for text in texts[len(pairs) :]]
            ),
            taught=taught,
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
