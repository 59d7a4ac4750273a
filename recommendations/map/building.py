"""From vectors to the map that the site shows: PCA in seconds, then t-SNE if it is more faithful.

Each layout leaves a row, whatever becomes of it. One build at a time over all machines; one that
was killed leaves the map that was shown.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import numpy as np
from django.db import DatabaseError, transaction
from django.utils import timezone

from catalog.embeddings.encoder import current_model
from catalog.locks import NO_PATIENCE, LockTaken, hold_in_transaction, hold_lock
from recommendations.map.components import Components, components_from_database
from recommendations.map.layouts import FEWEST_FITTED, Told, pca_layout, tsne_layout
from recommendations.map.places import Places, scaled, write_places
from recommendations.map.trustworthiness import trustworthiness
from recommendations.models import CatalogueMap

logger = logging.getLogger(__name__)

Method, State = CatalogueMap.Method, CatalogueMap.State

SEED = 42
SIGN_OF_LIFE_SECONDS = 1.0

KEPT = 10
"""So many rows are kept besides the shown one."""


class MapRefused(Exception):
    """No map was made, and what is shown stays; the message is for people."""


@contextmanager
def one_map_at_a_time() -> Iterator[None]:
    """Raises MapRefused while another is made. The lock ends with its process."""
    try:
        with hold_lock("build map", wait=NO_PATIENCE):
            yield
    except LockTaken as error:
        raise MapRefused("another map is being made") from error


def build_map(*, seed: int = SEED, told: Told = lambda line: None) -> list[CatalogueMap]:
    """Lay out all titles that everybody may see and that have a vector, and show the most faithful
    layout; return the rows, of which those that failed say why in `error`.

    The first, PCA, is shown at once where no map of this encoder is. Raises MapRefused where
    another map is being made, or no title has a vector, and EncoderUnavailable.
    """
    with one_map_at_a_time():
        mark_interrupted()
        model = current_model()
        told("reading vectors")
        components = components_from_database(model, seed=seed)
        if not len(components):
            raise MapRefused("no title has been embedded yet")
        told(f"{len(components):,} titles")
        rows = [_lay_out(components, Method.PCA, seed=seed, told=told)]
        if not _shown_of(model):
            _show(rows)
        if not is_last_step(rows[0]):
            rows.append(_lay_out(components, Method.TSNE, seed=seed, told=told))
        _show(rows)
        _prune()
    return rows


def is_last_step(row: CatalogueMap) -> bool:
    """Whether the build that made this row makes no other after it."""
    return row.method == Method.TSNE or row.titles < FEWEST_FITTED


def mark_interrupted() -> None:
    """The rows that say that they are being made; the lock is held, so their process is gone."""
    for row in CatalogueMap.objects.running().without_places():
        row.finish(State.INTERRUPTED, error=CatalogueMap.KILLED)


def _lay_out(components: Components, method: str, *, seed: int, told: Told) -> CatalogueMap:
    row = CatalogueMap.objects.create(
        method=method,
        embedding_model=components.model,
        data_hash=components.digest,
        titles=len(components),
        seed=seed,
    )
    tell = _Teller(row, told)
    try:
        layout = _layout(components.values, method, seed=seed, told=tell)
        row.trustworthiness = trustworthiness(components.vectors, layout[components.measured])
        row.measured_titles = len(components.measured)
        write_places(row, Places(components.title_ids, scaled(layout)))
    except Exception as error:
        # The other layout is shown all the same.
        logger.exception("the map by %s failed", method)
        row.finish(State.FAILED, error=f"{type(error).__name__}: {error}")
    except BaseException as error:  # Ctrl-C, or a worker that is told to end
        with suppress(DatabaseError):
            row.finish(State.INTERRUPTED, error=f"stopped: {type(error).__name__}")
        raise
    else:
        row.finish(State.SUCCEEDED)
        measured = row.trustworthiness
        faithful = "too few titles" if measured is None else f"{measured:.3f}"
        told(f"{row}: trustworthiness {faithful}, {row.duration}")
    return row


def _layout(components: np.ndarray, method: str, *, seed: int, told: Told) -> np.ndarray:
    if method == Method.PCA:
        return pca_layout(components)
    return tsne_layout(components, seed=seed, told=told)


class _Teller:
    """Tells whom it concerns, and the row as a sign of life."""

    def __init__(self, row: CatalogueMap, told: Callable[[str], None]) -> None:
        self._row, self._told, self._last_sign = row, told, 0.0

    def __call__(self, line: str) -> None:
        now = time.monotonic()
        if now - self._last_sign >= SIGN_OF_LIFE_SECONDS:
            self._last_sign = now
            self._told(f"{self._row}: {line}")
            CatalogueMap.objects.filter(pk=self._row.pk).update(
                progress=line[:200], updated_at=timezone.now()
            )


def _shown_of(model: str) -> CatalogueMap | None:
    return CatalogueMap.objects.shown().filter(embedding_model=model).without_places().first()


def _show(rows: list[CatalogueMap]) -> None:
    """The most faithful one; of equal ones, or where nothing was measured, the later."""
    whole = [row for row in rows if row.state == State.SUCCEEDED]
    if not whole:
        return
    best = max(whole, key=lambda row: (row.trustworthiness or 0.0, row.pk))
    with transaction.atomic():
        hold_in_transaction("shown map")
        CatalogueMap.objects.shown().exclude(pk=best.pk).update(is_shown=False)
        CatalogueMap.objects.filter(pk=best.pk).update(is_shown=True)
    for row in rows:
        row.is_shown = row is best


def _prune() -> None:
    old = CatalogueMap.objects.filter(is_shown=False).values_list("pk", flat=True)[KEPT:]
    CatalogueMap.objects.filter(pk__in=list(old)).delete()
