"""The figures as a table."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

# Figure → the least, or the most, that it should be.
AT_LEAST = {"embedding.ratio_two_workers_to_plain": 4.0}
AT_MOST = {"memory.together_mb": 1024.0}


def print_report(results: dict[str, dict[str, Any]], console: Console) -> None:
    table = Table(title="MovieCLIP benchmarks", title_justify="left")
    table.add_column("measured")
    table.add_column("value", justify="right")
    table.add_column("goal")
    for name, figures in results.items():
        table.add_section()
        for path, value in _flat(name, figures):
            shown, style = _shown(value), "bold" if ".ratio_" in path else ""
            table.add_row(path, shown, _verdict(path, value), style=style)
    console.print(table)


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Leaves by dotted path; a p50 with its p95 is one."""
    if isinstance(value, dict) and set(value) != {"p50", "p95"}:
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}", inner)
    else:
        yield path, value


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case {"p50": p50, "p95": p95}:
            return f"p50 {p50:.1f}, p95 {p95:.1f}"
        case float():
            return f"{value:,.5f}" if 0.99 < value < 1 else f"{value:,.2f}"
        case int():
            return f"{value:,}"
    return str(value)


def _verdict(path: str, value: Any) -> str:
    if path in AT_LEAST:
        return f"≥ {AT_LEAST[path]:g}: {'met' if value >= AT_LEAST[path] else 'missed'}"
    if path in AT_MOST:
        return f"≤ {AT_MOST[path]:g}: {'met' if value <= AT_MOST[path] else 'missed'}"
    return ""
