"""Hard negatives: films that the model takes for the one that a request means."""

from collections.abc import Sequence

import numpy as np

from catalog.embeddings.training.corpus import Corpus

NEAREST = 30
NONE = -1


def mine_negatives(
    corpus: Corpus,
    requests: Sequence[int],
    request_vectors: np.ndarray,
    film_vectors: np.ndarray,
    films: Sequence[int],
) -> np.ndarray:
    """Films (all requests, NEAREST) int32 near each of `requests`, best first; NONE where none is.

    `film_vectors` are those of the places `films`. A film of the same title or with the same
    description may be the very film, recorded twice, and is no negative.
    """
    negatives = np.full((len(corpus.requests), NEAREST), NONE, dtype=np.int32)
    places = np.asarray(films, dtype=np.int32)
    for start in range(0, len(requests), 512):
        rows = requests[start : start + 512]
        similar = request_vectors[start : start + 512] @ film_vectors.T
        spare = min(2 * NEAREST, similar.shape[1])
        nearest = np.argpartition(-similar, spare - 1, axis=1)[:, :spare]
        for row, request in enumerate(rows):
            order = nearest[row][np.argsort(-similar[row, nearest[row]], kind="stable")]
            wrong = [
                place
                for place in places[order].tolist()
                if not _may_be_meant(corpus, request, place)
            ][:NEAREST]
            negatives[request, : len(wrong)] = wrong
    return negatives


def _may_be_meant(corpus: Corpus, request: int, film: int) -> bool:
    place = corpus.requests[request].film
    if place is None or place == film:
        return True
    meant, other = corpus.films[place], corpus.films[film]
    return meant.key == other.key or not set(meant.descriptions).isdisjoint(other.descriptions)
