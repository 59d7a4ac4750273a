"""Numbers as catalogues write them: digits, and the `.0` that spreadsheets and pandas add."""

import math
import re

_WHOLE = re.compile(r"(\d{1,18})(?:\.0*)?", re.ASCII)
_DECIMAL = re.compile(r"\d{1,18}(?:\.\d{0,30})?(?:e-?\d{1,3})?", re.ASCII | re.IGNORECASE)


def read_whole(text: str, *, most: int) -> int | None:
    """0 to `most`; None for anything else, below zero and without end included."""
    match = _WHOLE.fullmatch(text)
    number = int(match[1]) if match else None
    return number if number is not None and number <= most else None


def read_decimal(text: str, *, most: float) -> float | None:
    """0 to `most`; None for anything else."""
    number = float(text) if _DECIMAL.fullmatch(text) else math.inf
    return number if number <= most else None
