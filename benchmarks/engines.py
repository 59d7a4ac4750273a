"""Indexes of vectors and the engines of words and facts, as titles become more.

Everything is synthetic and seeded, so that any size can be had: vectors of 64 numbers that vary in
some directions more than in others, as texts' embeddings do, in groups; words drawn as often as
words of a language are. Queries are asked one at a time, in one thread. `recall_10` is against an
exact search; what is no farther than the exact tenth counts.
"""

import time
from math import nan
from typing import Any

import numpy as np

from benchmarks.servers import VAR

SIZES = (8_807, 45_000, 1_000_000)
QUICK_SIZES = (2_000,)
ASKED = 200

WIDTH, GROUPS = 64, 500
FADES = 12.0  # the k-th direction varies exp(-k / FADES) as much as the first
SPREAD = 0.6  # within a group, to 1 between them

WORDS, WORDS_OF_A_TITLE = 30_000, 40
GENRES, GENRES_OF_A_TITLE = 20, 3

HNSW = {"m": 16, "ef_construction": 64}  # as the site's own index has them
EF_SEARCH = 100


def measure(*, quick: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for size in QUICK_SIZES if quick else SIZES:
        print(f"{size:,} titles", flush=True)
        found[f"{size}_titles"] = {**_vector_indexes(size), **_engines(size)}
    return found


def synthetic_vectors(count: int, *, seed: int = 1) -> np.ndarray:
    """Unit vectors, float32[count, WIDTH]."""
    draw = np.random.default_rng(seed)
    fade = np.exp(-np.arange(WIDTH) / FADES).astype(np.float32)
    middles = draw.standard_normal((GROUPS, WIDTH), dtype=np.float32)
    vectors = SPREAD * draw.standard_normal((count, WIDTH), dtype=np.float32)
    vectors += middles[draw.integers(0, GROUPS, count)]
    vectors *= fade
    return np.ascontiguousarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _asked(count: int) -> np.ndarray:
    return np.unique(np.linspace(0, count - 1, ASKED).astype(np.int64))


def _vector_indexes(size: int) -> dict[str, Any]:
    from recommendations.engines.base import LibraryMissing
    from recommendations.engines.indexes.annoy import Annoy
    from recommendations.engines.indexes.flat import Flat
    from recommendations.engines.indexes.hnsw import Hnsw
    from recommendations.engines.indexes.voyager import Voyager
    from recommendations.evaluation.indexes import exact_bounds, index_figures

    vectors, asked = synthetic_vectors(size), _asked(size)
    bounds = exact_bounds(vectors, asked)
    found: dict[str, Any] = {}
    for name, index_class in (
        ("faiss_flat", Flat),
        ("faiss_hnsw", Hnsw),
        ("annoy", Annoy),
        ("voyager", Voyager),
    ):
        try:
            figures = index_figures(index_class, vectors, asked, bounds, folder=VAR)
        except LibraryMissing as missing:
            found[name] = {"left_out": str(missing.reason)}
            continue
        found[name] = _shown(figures)
        print(name, found[name], flush=True)
        (VAR / index_class.file_name).unlink()
    return found | _pgvector(vectors, asked, bounds)


def _pgvector(vectors: np.ndarray, asked: np.ndarray, bounds: np.ndarray) -> dict[str, Any]:
    """Exact and by HNSW, over the connection that the site uses."""
    from django.db import connection

    from recommendations.evaluation.indexes import search_figures

    def search(row: int) -> np.ndarray:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM benchmark_vectors ORDER BY embedding <=> %s::vector LIMIT 11",
                [_text(vectors[row])],
            )
            return np.array([pk for (pk,) in cursor.fetchall()], dtype=np.int64)

    found: dict[str, Any] = {}
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS benchmark_vectors")
        cursor.execute(f"CREATE TABLE benchmark_vectors (id int, embedding vector({WIDTH}))")
        with cursor.cursor.copy("COPY benchmark_vectors FROM STDIN") as copy:
            for row, vector in enumerate(vectors):
                copy.write_row((row, _text(vector)))
        cursor.execute("VACUUM (ANALYZE) benchmark_vectors")
        loaded = time.perf_counter() - begin
        exact = search_figures(search, vectors, asked, bounds)
        cursor.execute("SELECT pg_table_size('benchmark_vectors')")
        size = cursor.fetchone()[0]
        found["pgvector_exact"] = _shown({**exact, "build_seconds": loaded, "bytes": size})
        print("pgvector_exact", found["pgvector_exact"], flush=True)
        cursor.execute("SET maintenance_work_mem = '1GB'")  # the graph in memory
        begin = time.perf_counter()
        cursor.execute(
            "CREATE INDEX benchmark_hnsw ON benchmark_vectors USING hnsw"
            f" (embedding vector_cosine_ops) WITH (m = {HNSW['m']},"
            f" ef_construction = {HNSW['ef_construction']})"
        )
        built = time.perf_counter() - begin
        cursor.execute(f"SET hnsw.ef_search = {EF_SEARCH}")
        by_graph = search_figures(search, vectors, asked, bounds)
        cursor.execute("SELECT pg_relation_size('benchmark_hnsw')")
        size = cursor.fetchone()[0]
        found["pgvector_hnsw"] = _shown({**by_graph, "build_seconds": built, "bytes": size})
        print("pgvector_hnsw", found["pgvector_hnsw"], flush=True)
        cursor.execute("DROP TABLE benchmark_vectors")
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("RESET hnsw.ef_search")
    return found


def _engines(size: int) -> dict[str, Any]:
    """TF-IDF and KNN, which search exactly: what they take to build, to keep and to ask."""
    from recommendations.engines.knn import Knn
    from recommendations.engines.tfidf import Tfidf

    catalogue = _synthetic_catalogue(size)
    found: dict[str, Any] = {}
    for engine_class in (Tfidf, Knn):
        folder = VAR / engine_class.name
        folder.mkdir(exist_ok=True)
        begin = time.perf_counter()
        engine = engine_class.build(catalogue)
        seconds = time.perf_counter() - begin
        engine.save(folder)
        taken = []
        for row in _asked(size).tolist():
            begin = time.perf_counter()
            engine.nearest(int(catalogue.title_ids[row]), 10)
            taken.append(1_000 * (time.perf_counter() - begin))
        low, high = np.percentile(taken, [50, 95])
        found[engine_class.name] = {
            "build_seconds": seconds,
            "query_ms": {"p50": float(low), "p95": float(high)},
            "bytes": sum(path.stat().st_size for path in folder.iterdir()),
        }
        print(engine_class.name, found[engine_class.name], flush=True)
    return found


def _synthetic_catalogue(count: int) -> Any:
    """A word of rank r is drawn about as often as 1 / r (Zipf)."""
    from recommendations.engines.catalogue import CatalogueData

    draw = np.random.default_rng(2)
    ranks = np.exp(draw.random((count, WORDS_OF_A_TITLE)) * np.log(WORDS)).astype(np.int32)
    genres = draw.integers(0, GENRES, (count, GENRES_OF_A_TITLE))
    years = draw.integers(1920, 2026, count).astype(np.float32)
    years[:: max(1, count // 100)] = nan
    return CatalogueData(
        title_ids=np.arange(1, count + 1, dtype=np.int64),
        kinds=["film"] * count,
        texts=[" ".join(f"word{rank}" for rank in own) for own in ranks.tolist()],
        genres=[tuple(f"genre {number}" for number in sorted(set(own))) for own in genres.tolist()],
        years=years,
        popularity=draw.lognormal(1.0, 1.5, count).astype(np.float32),
    )


def _shown(figures: dict[str, float]) -> dict[str, Any]:
    return {
        "recall_10": figures["recall@10"],
        "build_seconds": figures["build_seconds"],
        "query_ms": {"p50": figures["query_ms_p50"], "p95": figures["query_ms_p95"]},
        "bytes": int(figures["bytes"]),
    }


def _text(vector: np.ndarray) -> str:
    """As Postgres reads a vector."""
    return f"[{','.join(map(str, vector.tolist()))}]"
