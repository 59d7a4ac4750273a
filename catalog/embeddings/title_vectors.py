"""The vectors of titles: of their texts, and of their keywords beside."""

from collections.abc import Callable, Sequence

import numpy as np

from catalog.models import Movie

# Of the vector of the keywords, in the sum with that of the text.
KEYWORDS_WEIGHT = 0.35


def title_vectors(
    movies: Sequence[Movie], encode: Callable[[Sequence[str]], np.ndarray]
) -> np.ndarray:
    """Unit vectors (n, 512) of titles: of the text, and of the keywords where a title has any, a
    third as much. `encode` makes unit vectors of texts.

    Measured as above, by vectors alone on the 909 texts: .130 / .170 of the short / long requests
    with the text alone; with a sum in which the keywords count 0.3 .153 / .185, 0.4 .150 / .181.
    Joined to one text, both are cut into windows that weigh the same, and less is found.
    """
    vectors = encode([movie.text_to_embed for movie in movies])
    with_keywords = [at for at, movie in enumerate(movies) if movie.keywords_text]
    if with_keywords:
        keywords = encode([movies[at].keywords_text for at in with_keywords])
        sums = vectors[with_keywords] + KEYWORDS_WEIGHT * keywords
        vectors[with_keywords] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    return vectors
