"""Titles as vectors, over which a person's taste is linear: who rated them, and what they are.

The inner product of two vectors says how alike a person's departures from the mean are expected to
be at the two titles; the scales below are the variances of its parts, in stars squared.
"""

from dataclasses import dataclass

import numpy as np

from recommendations.collaborative.data import Ratings, Titles

YEAR_CENTRES = np.arange(1900, 2041, 6)
YEAR_WIDTH = 5.7
"""years; bumps of this width give a correlation that fades over about 8 years"""


@dataclass(frozen=True, slots=True)
class Variances:
    """Chosen on inner folds of the training part: docs/recommenders.md."""

    person: float = 0.15
    genres: float = 0.06
    years: float = 0.05
    popularity: float = 0.03
    company: float = 0.5
    """of who rated what, whatever they gave it"""


def title_vectors(ratings: Ratings, *, company_width: int, variances: Variances) -> np.ndarray:
    """float32[t, d]. The first column is the same for all titles: a person's own mean."""
    count = len(ratings.title_ids)
    rated = np.log1p(np.bincount(ratings.titles, minlength=count)).astype(np.float32)
    mean, spread = rated[ratings.titles].mean(), rated[ratings.titles].std() or 1.0
    parts = [
        np.full((count, 1), np.sqrt(variances.person)),
        np.sqrt(variances.popularity) * ((rated - mean) / spread)[:, None],
        np.sqrt(variances.company) * company(ratings, width=company_width),
    ]
    if ratings.about is not None:
        parts += [
            np.sqrt(variances.genres) * _genres(ratings.about),
            np.sqrt(variances.years) * _years(ratings.about),
        ]
    return np.hstack(parts).astype(np.float32)


def describing_vectors(ratings: Ratings) -> np.ndarray:
    """float32[t, f]: what the mean rating of a title is expected from before anybody has rated it,
    and the number of its ratings, since the better titles have more."""
    rated = np.log1p(np.bincount(ratings.titles, minlength=len(ratings.title_ids)))[:, None]
    parts = [rated, rated**2]
    if (about := ratings.about) is not None:
        decade = np.clip((np.nan_to_num(about.years, nan=1990.0) - 1920) // 10, 0, 10).astype(int)
        parts += [about.genres, np.eye(11)[decade]]
    return np.hstack(parts).astype(np.float32)


def company(ratings: Ratings, *, width: int) -> np.ndarray:
    """float32[t, width]: the strongest directions of who rated what. People who rate everything say
    little of a title, titles that few rated have short vectors."""
    from scipy.sparse import diags
    from scipy.sparse.linalg import svds

    seen = ratings.matrix(np.ones(len(ratings)))
    per_person = np.maximum(np.asarray(seen.sum(axis=1)).ravel(), 1)
    weighted = diags(1 / np.sqrt(per_person)) @ seen
    squares = np.asarray(weighted.multiply(weighted).sum(axis=0)).ravel()
    scaled = (weighted @ diags(1 / np.sqrt(squares + np.mean(1 / per_person)))).tocsc()
    found = min(width, min(scaled.shape) - 1)
    vectors = np.zeros((seen.shape[1], width), dtype=np.float32)
    if found > 0:
        # A start of its own makes the result the same each time.
        start = np.random.default_rng(0).standard_normal(min(scaled.shape))
        _left, strengths, right = svds(scaled.astype(np.float64), k=found, v0=start)
        vectors[:, :found] = right.T * strengths
    return vectors


def _genres(about: Titles) -> np.ndarray:
    """Unit vectors in which a rare genre counts for more than one that half the titles have."""
    rarity = np.log(len(about.genres) / np.maximum(about.genres.sum(axis=0), 1))
    weighted = about.genres * np.sqrt(np.maximum(rarity, 0))
    length = np.linalg.norm(weighted, axis=1, keepdims=True)
    return np.asarray(weighted / np.maximum(length, 1e-6))


def _years(about: Titles) -> np.ndarray:
    """Unit vectors of bumps over the years; of an unknown year zeros."""
    known = ~np.isnan(about.years)
    apart = (np.where(known, about.years, 0)[:, None] - YEAR_CENTRES) / YEAR_WIDTH
    bumps = np.exp(-0.5 * apart**2) * known[:, None]
    return np.asarray(bumps / np.maximum(np.linalg.norm(bumps, axis=1, keepdims=True), 1e-6))
