"""Ways to lay titles out on a plane, from their principal components."""

from collections.abc import Callable

import numpy as np

Told = Callable[[str], None]

# t-SNE takes time in proportion to the titles. Of larger catalogues so many are laid out, and the
# others put where these say.
MOST_FITTED = 50_000

# Fewer have no neighbourhoods to keep.
FEWEST_FITTED = 12

PERPLEXITY = 30
EARLY_ITERATIONS, ITERATIONS = 250, 500
ITERATIONS_BETWEEN_SIGNS = 10

# A title that was left out is put where most of so many nearest ones are.
PLACED_BY = 3
ROWS_AT_A_TIME = 500


def pca_layout(components: np.ndarray) -> np.ndarray:
    """float32[t, 2] of components float32[t, c]: the two with most variance."""
    flat = np.zeros((len(components), 2), dtype=np.float32)
    flat[:, : min(2, components.shape[1])] = components[:, :2]
    return flat


def tsne_layout(
    components: np.ndarray, *, seed: int, told: Told, most_fitted: int = MOST_FITTED
) -> np.ndarray:
    """float32[t, 2] by t-SNE, begun from the principal components so that the large shapes stay
    (Kobak and Berens, 2019). `told` hears of it every few iterations; what it raises stops the
    work. Raises ValueError for fewer than FEWEST_FITTED titles."""
    from openTSNE import TSNE
    from openTSNE.callbacks import Callback

    if len(components) < FEWEST_FITTED:
        raise ValueError(f"t-SNE needs {FEWEST_FITTED} titles, not {len(components)}")

    class Sign(Callback):
        def __call__(self, iteration: int, error: float, embedding: np.ndarray) -> None:
            told(f"t-SNE, iteration {iteration}")

    chance = np.random.default_rng(seed)
    fitted = np.sort(chance.permutation(len(components))[:most_fitted])
    told(f"t-SNE, neighbours of {len(fitted):,} titles")
    tsne = TSNE(
        perplexity=min(PERPLEXITY, (len(fitted) - 1) / 3),
        early_exaggeration_iter=EARLY_ITERATIONS,
        n_iter=ITERATIONS,
        initialization="pca",
        # The same number of threads as all else in a worker (DESIGN.md).
        n_jobs=1,
        random_state=seed,
        callbacks=Sign(),
        callbacks_every_iters=ITERATIONS_BETWEEN_SIGNS,
    )
    places = np.zeros((len(components), 2), dtype=np.float32)
    places[fitted] = np.asarray(tsne.fit(components[fitted]), dtype=np.float32)
    rest = np.setdiff1d(np.arange(len(components)), fitted, assume_unique=True)
    if len(rest):
        told(f"placing {len(rest):,} titles by their neighbours")
        places[rest] = place_by_neighbours(
            components[rest], components[fitted], places[fitted], told=told
        )
    return places


def place_by_neighbours(
    components: np.ndarray, fitted: np.ndarray, places: np.ndarray, *, told: Told
) -> np.ndarray:
    """float32[r, 2]: each of components float32[r, c] at the median of the places float32[f, 2] of
    the PLACED_BY nearest of `fitted` float32[f, c]. A mean would lie between two groups."""
    placed = np.empty((len(components), 2), dtype=np.float32)
    lengths = (fitted**2).sum(axis=1)
    count = min(PLACED_BY, len(fitted))
    for start in range(0, len(components), ROWS_AT_A_TIME):
        rows = slice(start, start + ROWS_AT_A_TIME)
        distances = lengths - 2 * (components[rows] @ fitted.T)
        near = np.argpartition(distances, count - 1, axis=1)[:, :count]
        placed[rows] = np.median(places[near], axis=1)
        told(f"placed {start:,} titles")
    return placed
