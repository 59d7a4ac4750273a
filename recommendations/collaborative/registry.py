"""Which trained model the site serves: Postgres knows, one of each kind at most."""

import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.locks import hold_in_transaction
from recommendations.collaborative.folders import clear_artefact
from recommendations.collaborative.kinds import DECIDING
from recommendations.collaborative.serving import why_unreadable
from recommendations.models import TrainingRun

logger = logging.getLogger(__name__)

KEPT = 5
"""So many artefacts of a kind are kept besides the active one."""


class PromotionRefused(Exception):
    """Another model stays active; the message is for people."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A figure by which a model is worse than the active one."""

    metric: str
    value: float | None
    """None: it was never measured."""
    active_value: float


def active_run(kind: str) -> TrainingRun | None:
    """The run whose model of this kind is served; None where there is none yet."""
    return TrainingRun.objects.active().filter(kind=kind).first()


def losses(run: TrainingRun, active: TrainingRun) -> list[Loss]:
    """The deciding figures of `active` that `run` does not reach."""
    found = []
    for metric, is_better_high in DECIDING[run.kind].items():
        old, new = active.metrics.get(metric), run.metrics.get(metric)
        if old is not None and (new is None or (new < old if is_better_high else new > old)):
            found.append(Loss(metric, new, old))
    return found


def promote(run: TrainingRun, *, despite: str = "") -> None:
    """Serve this run's model from now on; processes that serve notice with their next request.

    Raises PromotionRefused where its artefact cannot be read, or where a held-out figure is worse
    than the active one's, unless `despite` gives a reason, which is kept with the run. An active
    one that cannot be read itself, as after an upgrade of the code, serves nobody and refuses none.
    """
    with transaction.atomic():
        hold_in_transaction(f"active {run.kind}")
        run.refresh_from_db()
        if run.is_active:
            raise PromotionRefused(_("%(run)s is active already.") % {"run": run})
        _require_artefact(run)
        active = active_run(run.kind)
        worse = losses(run, active) if active and not why_unreadable(active) else []
        if worse and not despite:
            raise PromotionRefused(
                _("%(run)s is worse than the active %(active)s: %(losses)s.")
                % {"run": run, "active": active, "losses": ", ".join(map(_told, worse))}
            )
        run.promoted_at, run.promotion_note = timezone.now(), despite if worse else ""
        _make_active(run)
    prune(run.kind)


def roll_back(kind: str) -> TrainingRun:
    """Serve again what was served before the active model; return its run.

    What is rolled back from does not come again by a second call, which goes further back. Raises
    PromotionRefused where nothing was served before, or where it cannot be read any more.
    """
    with transaction.atomic():
        hold_in_transaction(f"active {kind}")
        active = active_run(kind)
        earlier = _served_before(active)
        if active is None or earlier is None:
            raise PromotionRefused(_("Nothing was served before: there is nothing to go back to."))
        _require_artefact(earlier)
        TrainingRun.objects.filter(pk=active.pk).update(promoted_at=None)
        _make_active(earlier)
    return earlier


def replace_unreadable(kind: str) -> TrainingRun | None:
    """Where the active model cannot be read, serve the one that was served last before it and can
    be, else the newest that can; return its run. None where there is none, or nothing is wrong.

    How good it is does not matter: without it nothing of this kind would be served.
    """
    with transaction.atomic():
        hold_in_transaction(f"active {kind}")
        active = active_run(kind)
        if active is None or not (reason := why_unreadable(active)):
            return None
        others = TrainingRun.objects.succeeded().filter(kind=kind).exclude(folder="")
        served_first = F("promoted_at").desc(nulls_last=True), "-started_at", "-pk"
        for run in others.exclude(pk=active.pk).order_by(*served_first):
            if not why_unreadable(run):
                run.promoted_at = timezone.now()
                _make_active(run)
                logger.warning(
                    "%s is served instead of %s: %s", run.version, active.version, reason
                )
                return run
    return None


def prune(kind: str) -> int:
    """Delete the artefacts of old runs; the rows stay. Return how many went.

    The last KEPT stay, the active one, and the one that a roll-back would lead to.
    """
    active = active_run(kind)
    with_artefact = TrainingRun.objects.succeeded().filter(kind=kind).exclude(folder="")
    kept = set(with_artefact.values_list("pk", flat=True)[:KEPT])
    kept |= {run.pk for run in (active, _served_before(active)) if run}
    old = list(with_artefact.exclude(pk__in=kept))
    for run in old:
        # The row first: who reads it then looks for no folder that is half gone.
        TrainingRun.objects.filter(pk=run.pk).update(folder="")
        clear_artefact(run)
        logger.info("the artefact of %s was cleared away", run.version)
    return len(old)


def _served_before(active: TrainingRun | None) -> TrainingRun | None:
    if active is None:
        return None
    earlier = TrainingRun.objects.succeeded().filter(
        kind=active.kind, promoted_at__lt=active.promoted_at
    )
    return earlier.exclude(folder="").order_by("-promoted_at").first()


def _make_active(run: TrainingRun) -> None:
    TrainingRun.objects.active().filter(kind=run.kind).update(is_active=False)
    run.is_active = True
    run.save(update_fields=["is_active", "promoted_at", "promotion_note"])


def _require_artefact(run: TrainingRun) -> None:
    if not run.has_artefact:
        raise PromotionRefused(_("%(run)s has no artefact.") % {"run": run})
    if error := why_unreadable(run):
        reason = _("The artefact of %(run)s cannot be used: %(error)s")
        raise PromotionRefused(reason % {"run": run, "error": error})


def _told(loss: Loss) -> str:
    new = _("not measured") if loss.value is None else f"{loss.value:.4f}"
    return f"{loss.metric} {new} ({loss.active_value:.4f})"
