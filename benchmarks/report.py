"""The figures as a table."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

# Figure → the least, or the most, that it should be.
AT_LEAST = {
    "embedding.ratio_two_workers_to_plain": 4.0,
    "towers.ratio_texts_per_second_to_vit_b_32": 10.0,
    **{
        f"engines.{size}_titles.{index}.recall_10": 0.98
        for size in (8_807, 45_000, 1_000_000)
        for index in ("faiss_flat", "faiss_hnsw", "annoy", "voyager", "pgvector_hnsw")
    },
    "map.layout.50000_titles.tsne.trustworthiness": 0.85,
    **{
        f"map.drawing_50000_points.{window}.frames_per_second": 30.0
        for window in ("desktop", "fine_desktop", "phone")
    },
}
AT_MOST = {
    "memory.together_mb": 1024.0,
    "visitors.errors": 0,
    "towers.bundled.query_p95_ms": 10.0,
    "towers.query_cached_p50_ms": 1.0,
    **{
        f"map.drawing_50000_points.{window}.kilobytes": 1_000.0
        for window in ("desktop", "fine_desktop", "phone")
    },
}
P95_AT_MOST = {
    "visitors.cold_search.ms": 150.0,
    "visitors.cached_search.ms": 50.0,
    "visitors.favorite_and_panel.ms": 100.0,
    "visitors.title_page.ms": 60.0,
    **{
        f"questions.{name}.sql_ms": 10.0
        for name in (
            "cantidad_filmaciones_mes",
            "cantidad_filmaciones_dia",
            "score_titulo",
            "votos_titulo",
            "get_actor",
            "get_director",
            "get_recomendacion",
        )
    },
}


def print_report(results: dict[str, dict[str, Any]], console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("", justify="right", overflow="fold")
    table.add_column("goal")
    for name, figures in results.items():
        table.add_row(name, style="bold reverse")
        for path, value in _flat("", figures):
            style = "bold" if path.startswith("ratio_") else ""
            label = path.replace(".", ": ").replace("_", " ")
            table.add_row(label, _shown(value), _verdict(f"{name}.{path}", value), style=style)
        table.add_row()
    console.print(table)


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Leaves by dotted path; a p50 with its p95 is one, and what is known of a plan."""
    if isinstance(value, dict) and not {"p50", "uses_hnsw"} & set(value):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}" if path else name, inner)
    else:
        yield path, value


def _shown(value: Any) -> str:
    match value:
        case {"p50": p50, "p95": p95, "p99": p99}:
            return f"p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f}"
        case {"p50": p50, "p95": p95}:
            return f"p50 {p50:.1f}, p95 {p95:.1f}"
        case {"uses_hnsw": uses_hnsw, "rows": rows, "ms": ms}:
            return f"{'HNSW' if uses_hnsw else 'exact'}, {rows:,.0f} rows, {ms:.1f} ms"
        case [*values]:
            return ", ".join(map(_shown, values))
        case float() if value >= 100:
            return f"{value:,.0f}"
        case float():
            return f"{value:,.5f}" if 0.99 < value < 1 else f"{value:,.2f}"
        case int():
            return f"{value:,}"
    return str(value)


def _verdict(path: str, value: Any) -> str:
    if path in AT_LEAST:
        return f"≥ {AT_LEAST[path]:,g}: {'met' if value >= AT_LEAST[path] else 'missed'}"
    if path in AT_MOST:
        return f"≤ {AT_MOST[path]:,g}: {'met' if value <= AT_MOST[path] else 'missed'}"
    if path in P95_AT_MOST:
        most = P95_AT_MOST[path]
        return f"p95 ≤ {most:,g}: {'met' if value['p95'] <= most else 'missed'}"
    return ""
