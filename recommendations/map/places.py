"""A layout as it is stored: which title lies where, in whole numbers."""

from dataclasses import dataclass

import numpy as np

from recommendations.models import CatalogueMap

LARGEST = 2**16 - 1
IDS, PLACES = "<i8", "<u2"


class BrokenMap(Exception):
    """What is stored is no layout; the message is for operators."""


@dataclass(frozen=True, eq=False)
class Places:
    title_ids: np.ndarray
    """int64[t], ascending"""
    values: np.ndarray
    """uint16[t, 2]: x to the right and y downwards, from 0 to LARGEST"""


def scaled(layout: np.ndarray) -> np.ndarray:
    """uint16[t, 2] of a layout float32[t, 2]: as large as the square allows, in its middle, one
    scale for both directions. Raises ValueError for places that are no numbers."""
    if not np.isfinite(layout).all():
        raise ValueError("a layout has places that are no numbers")
    if not len(layout):
        return np.zeros((0, 2), dtype=np.uint16)
    lowest, highest = layout.min(axis=0).astype(float), layout.max(axis=0).astype(float)
    extent = float((highest - lowest).max()) or 1.0
    whole = (layout - (lowest + highest) / 2) / extent * LARGEST + LARGEST / 2
    return np.clip(np.rint(whole), 0, LARGEST).astype(np.uint16)


def write_places(row: CatalogueMap, places: Places) -> None:
    """Into the row's fields; it is not saved."""
    row.title_ids = np.ascontiguousarray(places.title_ids, dtype=IDS).tobytes()
    row.places = np.ascontiguousarray(places.values, dtype=PLACES).tobytes()


def read_places(row: CatalogueMap) -> Places:
    """Raises BrokenMap where ids and places are not of one length or order."""
    ids, values = bytes(row.title_ids or b""), bytes(row.places or b"")
    if len(ids) % 8 or len(values) != len(ids) // 2:
        raise BrokenMap(f"{row}: {len(ids)} bytes of ids, {len(values)} of places")
    title_ids = np.frombuffer(ids, dtype=IDS)
    if (np.diff(title_ids) <= 0).any():
        raise BrokenMap(f"{row}: ids are not in their order")
    return Places(title_ids, np.frombuffer(values, dtype=PLACES).reshape(-1, 2))
