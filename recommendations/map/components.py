"""Titles' vectors by their principal components: what layouts begin with."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog.models import Movie
from recommendations.vectors import SENT_VECTOR, unit_vectors

# t-SNE gains nothing from more (van der Maaten and Hinton, 2008, begin with 30), and nearest
# neighbours among 50 numbers are found in a tenth of the time that 512 take.
COMPONENTS = 50

# So many titles, drawn by the seed, tell what the components are.
FITTED = 20_000

# Of these, the first so many tell how faithful a layout is.
MEASURED = 5_000

ROWS_AT_A_TIME = 2_000


@dataclass(frozen=True, eq=False)
class Components:
    title_ids: np.ndarray
    """int64[t], ascending: the titles that everybody may see and that have a vector"""
    values: np.ndarray
    """float32[t, c]: most variance first, c at most COMPONENTS"""
    measured: np.ndarray
    """int64[m], ascending: rows of the titles by which a layout is measured"""
    vectors: np.ndarray
    """float32[m, d]: unit vectors of these"""
    model: str
    """The encoder that made the vectors."""
    digest: str
    """SHA-256 of which title has which text and encoder, in hexadecimal."""

    def __len__(self) -> int:
        return len(self.title_ids)


def data_digest(model: str) -> str:
    """What `Components.digest` would be; reads no vector."""
    return _digest(model, list(_titles(model).values_list("pk", "embedding_hash")))


def components_from_database(model: str, *, seed: int) -> Components:
    """Of all titles with a vector of this encoder. Vectors are read a few thousand at a time: kept
    are the components, and the vectors of FITTED titles while these are found."""
    rows = list(_titles(model).values_list("pk", "embedding_hash"))
    ids = np.array([pk for pk, _hash in rows], dtype=np.int64)
    chosen = np.random.default_rng(seed).permutation(len(ids))[:FITTED]
    by_id = dict(_titles(model).filter(pk__in=ids[chosen].tolist()).values_list("pk", SENT_VECTOR))
    # A title may be gone since its id was read.
    chosen = np.array([row for row in chosen if int(ids[row]) in by_id], dtype=np.int64)
    sample = unit_vectors(by_id.pop(int(ids[row])) for row in chosen)
    mean, axes = principal_axes(sample)
    values = np.zeros((len(ids), axes.shape[1]), dtype=np.float32)
    is_read = np.zeros(len(ids), dtype=bool)
    for start in range(0, len(ids), ROWS_AT_A_TIME):
        part = ids[start : start + ROWS_AT_A_TIME]
        sent = dict(_titles(model).filter(pk__in=part.tolist()).values_list("pk", SENT_VECTOR))
        here = start + np.flatnonzero([int(pk) in sent for pk in part])
        values[here] = (unit_vectors(sent[int(pk)] for pk in ids[here]) - mean) @ axes
        is_read[here] = True
    order = np.argsort(chosen[:MEASURED])
    kept = order[is_read[chosen[:MEASURED][order]]]
    return Components(
        title_ids=ids[is_read],
        values=values[is_read],
        measured=(np.cumsum(is_read) - 1)[chosen[kept]],
        vectors=sample[kept],
        model=model,
        digest=_digest(model, rows),
    )


def principal_axes(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean float32[d] and axes float32[d, c] of vectors float32[n, d]: `(vectors - mean) @ axes`
    are their principal components. An axis points to where its largest number is positive, so that
    a map does not turn over from one build to the next."""
    mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1])
    centred = (vectors - mean).astype(np.float64)
    _variances, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, : min(COMPONENTS, vectors.shape[1])]
    largest = np.abs(axes).argmax(axis=0)
    axes = axes * np.sign(axes[largest, np.arange(axes.shape[1])])
    return mean.astype(np.float32), axes.astype(np.float32)


def _titles(model: str) -> Any:
    return Movie.objects.for_everybody().embedded_by(model).order_by("pk")


def _digest(model: str, rows: list[tuple[int, str]]) -> str:
    return hashlib.sha256(repr((model, rows)).encode()).hexdigest()
