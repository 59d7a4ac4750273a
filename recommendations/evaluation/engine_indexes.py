"""The indexes that the engines use, on the catalogue's own vectors, against an exact search."""

import numpy as np
from django.db import connection

from catalog.models import Movie
from recommendations.engines.base import Engine, NotServed
from recommendations.engines.clip import Clip
from recommendations.engines.features import FlatFeatures
from recommendations.evaluation.indexes import TOP, Figures, exact_bounds, search_figures
from recommendations.vectors import SENT_VECTOR, unit_vectors

ASKED = 500
VECTOR_INDEX = "movie_embedding_hnsw"


def feature_figures(engine: FlatFeatures) -> Figures:
    """Of titles by genres and decade, of which thousands are equal."""
    is_known = engine.combinations >= 0
    vectors = engine.vectors[engine.combinations[is_known]]
    return _figures(engine, engine.title_ids[is_known], vectors)


def embedding_figures() -> Figures:
    """Of Postgres' own index of what the encoder made of titles, with its bytes."""
    ids, vectors = _embedded()
    return {**_figures(Clip(), ids, vectors), "bytes": _index_bytes()}


def _figures(engine: Engine, ids: np.ndarray, vectors: np.ndarray) -> Figures:
    """Of evenly chosen titles. `ids` int64[n], ascending, of `vectors` float32[n, d]."""
    asked = np.unique(np.linspace(0, len(ids) - 1, min(ASKED, len(ids))).astype(np.int64))

    def search(row: int) -> np.ndarray:
        try:
            named = [each.title_id for each in engine.nearest(int(ids[row]), TOP)]
        except NotServed:
            return np.zeros(0, dtype=np.int64)
        return np.searchsorted(ids, np.array(named, dtype=np.int64))

    return search_figures(search, vectors, asked, exact_bounds(vectors, asked))


def _embedded() -> tuple[np.ndarray, np.ndarray]:
    """Ids, ascending, and unit vectors of what search by meaning can show."""
    rows = list(
        Movie.objects.for_everybody()
        .filter(embedding__isnull=False)
        .order_by("pk")
        .values_list("pk", SENT_VECTOR)
    )
    ids = np.array([pk for pk, _sent in rows], dtype=np.int64)
    return ids, unit_vectors(sent for _pk, sent in rows)


def _index_bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_relation_size(to_regclass(%s)), 0)", [VECTOR_INDEX])
        return int(cursor.fetchone()[0])
