"""From ratings to a model that may be promoted: measured on what it had not seen, then fitted on
all.

Each training leaves a row, whatever becomes of it. One that was killed is gone on with by the next
of the same data: what was measured is not measured again.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError
from django.utils import timezone

from catalog.evaluation.provenance import code_version
from recommendations.collaborative import kinds
from recommendations.collaborative.data import Ratings, UnusableRatings
from recommendations.collaborative.database import ratings_from_database
from recommendations.collaborative.folders import unfinished_folder
from recommendations.collaborative.kinds import Told
from recommendations.collaborative.manifest import write_manifest
from recommendations.collaborative.matched import ratings_from_folder
from recommendations.collaborative.registry import prune
from recommendations.collaborative.runs import (
    TrainingRefused,
    begin_run,
    mark_interrupted,
    one_training_at_a_time,
    why_leave_alone,
)
from recommendations.collaborative.tracking import log_run
from recommendations.models import TrainingRun

logger = logging.getLogger(__name__)

State = TrainingRun.State

SEED = 42
FEWEST_PEOPLE = FEWEST_TITLES = 2
SIGN_OF_LIFE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be trained, by whom."""

    kinds: Sequence[str] = tuple(TrainingRun.Kind.values)
    seed: int = SEED
    folder: Path | None = None
    """In MovieLens' form; None for the database."""
    created_by_id: int | None = None
    is_scheduled: bool = False
    """Begun by the site itself: data that a model was trained on already are left alone."""

    @property
    def data(self) -> str:
        return self.folder.resolve().name if self.folder else TrainingRun.DATABASE


def train(
    order: Order,
    *,
    told: Told = lambda line: None,
    on_trained: Callable[[TrainingRun], None] = lambda run: None,
) -> list[TrainingRun]:
    """Train a model of each kind; return their runs. Those that failed say why in `error`.

    `on_trained` is called with each that succeeded, which nothing serves yet. Raises
    TrainingRefused where another training is at work, or where there is too little to learn from.
    """
    with one_training_at_a_time():
        mark_interrupted()
        ratings = _ratings(order, told=told)
        digest, code = ratings.digest, code_version()
        runs = []
        for kind in order.kinds:
            same = {
                "kind": kind,
                "data_hash": digest,
                "seed": order.seed,
                "code_version": code,
            }
            if order.is_scheduled and (reason := why_leave_alone(same)):
                told(f"{kind}: {reason}")
                continue
            facts = {
                "data": order.data[:200],
                "data_counts": _counts(ratings),
                "created_by_id": order.created_by_id,
                "is_scheduled": order.is_scheduled,
            }
            run = _Training(begin_run(same, facts=facts), ratings, told).go()
            runs.append(run)
            if run.has_artefact:
                on_trained(run)
    return runs


class _Training:
    """One run while it is at work."""

    def __init__(self, run: TrainingRun, ratings: Ratings, told: Told) -> None:
        self.run, self.ratings, self._told = run, ratings, told
        self._last_sign = 0.0

    def go(self) -> TrainingRun:
        try:
            if not self.run.metrics:
                self._measure()
            self._fit()
        except UnusableRatings as error:
            self._close(State.FAILED, error=str(error))
            return self.run
        except Exception as error:
            # The other kind is trained all the same.
            logger.exception("the training of %s failed", self.run.version)
            self._close(State.FAILED, error=f"{type(error).__name__}: {error}")
            return self.run
        except BaseException as error:  # Ctrl-C, or a worker that is told to end
            self._close(State.INTERRUPTED, error=f"stopped: {type(error).__name__}")
            raise
        log_run(self.run)
        prune(self.run.kind)
        return self.run

    def _measure(self) -> None:
        self.tell("measuring on held-out ratings")
        measured = kinds.measure(self.run.kind, self.ratings, seed=self.run.seed, told=self.tell)
        self.run.metrics, self.run.curves = measured.metrics, measured.curves
        # At once: a training that is killed after this goes on behind it.
        self.run.save(update_fields=["metrics", "curves"])
        self.tell(", ".join(f"{name} {value:.4f}" for name, value in self.run.metrics.items()))

    def _fit(self) -> None:
        self.tell("fitting on all ratings")
        model = kinds.fit(self.run.kind, self.ratings, seed=self.run.seed, told=self.tell)
        self.run.parameters = kinds.parameters(model)
        with unfinished_folder(self.run) as folder:
            model.save(folder)
            self.run.size = write_manifest(
                folder,
                kind=self.run.kind,
                facts={
                    "model": type(model).__name__,
                    "run": self.run.pk,
                    "data": self.run.data,
                    "data_sha256": self.run.data_hash,
                    "code": self.run.code_version,
                    "seed": self.run.seed,
                    "parameters": self.run.parameters,
                    "titles": self.ratings.title_ids.tolist(),
                },
            )
        self.run.folder = self.run.version
        self.run.finish(State.SUCCEEDED)
        self._told(f"{self.run.version}: {self.run.size:,} bytes in {self.run.duration}")

    def _close(self, state: TrainingRun.State, *, error: str) -> None:
        self._told(f"{self.run.version}: {error}")
        with suppress(DatabaseError):  # the sweep finds it out then
            self.run.finish(state, error=error)

    def tell(self, line: str) -> None:
        """To whom it concerns, and as a sign of life."""
        self._told(f"{self.run.version}: {line}")
        now = time.monotonic()
        if now - self._last_sign >= SIGN_OF_LIFE_SECONDS:
            self._last_sign = now
            TrainingRun.objects.filter(pk=self.run.pk).update(
                progress=line[:200], updated_at=timezone.now()
            )


def _ratings(order: Order, *, told: Told) -> Ratings:
    try:
        ratings = (
            ratings_from_folder(order.folder, told=told)
            if order.folder
            else ratings_from_database()
        )
    except UnusableRatings as error:
        raise TrainingRefused(f"nothing to learn from: {error}") from error
    counts = _counts(ratings)
    if counts["people"] < FEWEST_PEOPLE or counts["titles"] < FEWEST_TITLES:
        found = ", ".join(f"{name}: {count}" for name, count in counts.items())
        raise TrainingRefused(
            f"too little to learn from ({found}): it takes {FEWEST_PEOPLE} people and "
            f"{FEWEST_TITLES} titles at least"
        )
    found = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    told(f"{order.data}: {found}")
    return ratings


def _counts(ratings: Ratings) -> dict[str, int]:
    return {
        "people": len(ratings.person_ids),
        "titles": len(ratings.title_ids),
        "ratings": len(ratings),
    }
