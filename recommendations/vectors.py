"""Titles' vectors as arrays, and how close they are beyond what chance brings."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.core.cache import cache
from django.db.models import BinaryField, F, Func, Max, Min

from catalog.embeddings import DIMENSIONS
from catalog.models import Movie

# As Postgres sends it: parsing the text of 400 vectors would take longer than all else.
SENT_VECTOR = Func(F("embedding"), function="vector_send", output_field=BinaryField())
_HEADER_BYTES = 4

# The few that are close count for more than the many that are hardly so (docs/recommendations.md).
STEEP = 200.0

# Pairs of this many titles tell what chance brings; it moves little, and is kept for a day.
SAMPLE = 300
CACHE_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Chance:
    """Cosines between titles that have nothing to do with each other, of one encoder."""

    mean: float = 0.0
    nearest: float = 1.0
    """Of a title and the nearest of SAMPLE others, in the middle case (the median)."""

    def closeness(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """float32[f, s] of unit vectors [f, d] and [s, d]: 1 for neighbours in the sample, 1 by
        STEEP for what chance brings. It is never nothing: of titles that are hardly close the
        closest can still be told."""
        steps = (first @ second.T - self.mean) / max(self.nearest - self.mean, 1e-6)
        # Beyond neighbours it goes on evenly: two records of one film must not outdo all else.
        closeness = np.where(steps < 1.0, np.power(STEEP, np.minimum(steps, 1.0) - 1.0), steps)
        return closeness.astype(np.float32)


def unit_vectors(sent: Iterable[bytes | memoryview | None]) -> np.ndarray:
    """float32[n, DIMENSIONS] of what SENT_VECTOR brought; zeros where there is no vector."""
    rows = list(sent)
    vectors = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
    for place, row in enumerate(rows):
        if row is not None:
            vectors[place] = np.frombuffer(row, dtype=">f4", offset=_HEADER_BYTES)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def chance_of(model: str) -> Chance:
    """Of this encoder on this catalogue; two queries a day."""
    key = f"chance-closeness:{model}"
    chance: Chance | None = cache.get(key)
    if chance is None:
        chance = _measure(model)
        cache.set(key, chance, CACHE_SECONDS)
    return chance


def _measure(model: str) -> Chance:
    titles = Movie.objects.embedded_by(model)
    ends = titles.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return Chance()
    # Evenly through the ids, of which some are gone.
    ids = np.linspace(ends["first"], ends["last"], 2 * SAMPLE).astype(int).tolist()
    sent = titles.filter(pk__in=ids).values_list(SENT_VECTOR, flat=True)[:SAMPLE]
    return chance_among(unit_vectors(sent))


def chance_among(vectors: np.ndarray) -> Chance:
    """Of unit vectors float32[n, d], of which SAMPLE are taken, evenly."""
    if len(vectors) > SAMPLE:
        vectors = vectors[np.linspace(0, len(vectors) - 1, SAMPLE).astype(int)]
    if len(vectors) < 3:
        return Chance()
    cosines = vectors @ vectors.T
    others = cosines[~np.eye(len(vectors), dtype=bool)].reshape(len(vectors), -1)
    return Chance(mean=float(others.mean()), nearest=float(np.median(others.max(axis=1))))
