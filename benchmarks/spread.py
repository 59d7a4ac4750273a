"""Many times told by two."""

from collections.abc import Iterable


def spread(values: Iterable[float]) -> dict[str, float]:
    """The middle one, and the one that 95 % stay below."""
    ordered = sorted(values)
    return {"p50": ordered[len(ordered) // 2], "p95": ordered[int(len(ordered) * 0.95)]}
