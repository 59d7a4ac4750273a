"""How well the model finds films for requests that it has not seen: vectors alone."""

import random
from dataclasses import dataclass

import numpy as np

from catalog.embeddings.text import embedding_text
from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.films import Film
from catalog.embeddings.training.learner import Learner

K = 10


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of requests whose film is among the first K."""

    short: float
    long: float

    @property
    def mean(self) -> float:
        return (self.short + self.long) / 2


class Validation:
    """The requests held out, and the films among which theirs must be found: those meant, and
    others drawn by chance up to `films`."""

    def __init__(self, corpus: Corpus, *, films: int, seed: int) -> None:
        meant = {request.film for request in corpus.validation if request.film is not None}
        described = [place for place, film in enumerate(corpus.films) if film.descriptions]
        others = [place for place in described if place not in meant]
        random.Random(seed).shuffle(others)  # noqa: S311
        places = sorted(meant) + others[: max(0, films - len(meant))]
        rows = {place: row for row, place in enumerate(places)}
        self.texts = [stored_text(corpus.films[place]) for place in places]
        asked = [
            (request, rows[request.film]) for request in corpus.validation if request.film in rows
        ]
        self._short = [(request.short, row) for request, row in asked if request.short]
        self._long = [(request.long, row) for request, row in asked if request.long]

    def score(self, learner: Learner) -> Score:
        documents = learner.encode(self.texts)
        return Score(
            short=self._recall(learner, self._short, documents),
            long=self._recall(learner, self._long, documents),
        )

    def _recall(
        self, learner: Learner, asked: list[tuple[str, int]], documents: np.ndarray
    ) -> float:
        if not asked:
            return 0.0
        similar = learner.encode([text for text, _ in asked]) @ documents.T
        return recall_at(similar, np.array([row for _, row in asked]), K)


def recall_at(similar: np.ndarray, meant: np.ndarray, k: int) -> float:
    """Share of rows of `similar` whose column `meant` is among the first k; ties count at their
    mean rank."""
    own = similar[np.arange(len(meant)), meant][:, None]
    before = (similar > own).sum(axis=1)
    tied = (similar == own).sum(axis=1) - 1
    return float((before + tied / 2 < k).mean())


def stored_text(film: Film) -> str:
    """What a title's vector is made of on the site."""
    return embedding_text(title=film.title, terms=film.terms, description=film.descriptions[0])
