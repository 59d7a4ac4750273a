"""Films that look like the one that is meant."""

import numpy as np

from catalog.embeddings.training.corpus import Corpus
from catalog.embeddings.training.films import Film
from catalog.embeddings.training.negatives import NONE, mine_negatives
from catalog.embeddings.training.requests import Request

FILMS = [
    Film("Jaws", 1975, ["A shark."]),
    Film("Deep Blue", 1999, ["Clever sharks."]),
    Film("JAWS", 1976, ["The same, recorded twice."]),
    Film("Other name", 1975, ["A shark."]),
    Film("Wedding", 1990, ["A bride."]),
]
VECTORS = np.array([[1, 0], [0.9, 0.1], [1, 0], [1, 0], [0, 1]], dtype=np.float32)


def mined(film: int | None) -> list[int]:
    corpus = Corpus(FILMS, [Request("a", "shark", "", film)], [], [])
    request = np.array([[1, 0]], dtype=np.float32)
    return mine_negatives(corpus, [0], request, VECTORS, range(5))[0].tolist()


def test_near_films_come_first_and_never_the_one_meant_nor_its_twins():
    near = mined(film=0)
    assert near[:2] == [1, 4]
    assert set(near[2:]) == {NONE}


def test_a_request_whose_film_is_unknown_has_none():
    assert set(mined(film=None)) == {NONE}
