"""The models that this process serves: those whose runs are active, loaded when first asked for."""

import logging
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.collaborative.folders import artefact_folder
from recommendations.collaborative.kinds import model_class
from recommendations.collaborative.manifest import Stamps, check_manifest, file_stamps
from recommendations.models import TrainingRun

if TYPE_CHECKING:
    from recommendations.collaborative.ranking import RankingModel
    from recommendations.collaborative.rating import RatingModel

logger = logging.getLogger(__name__)

# A folder that comes back, as a volume that was not mounted yet, is found after so many seconds;
# until then no request reads a broken one again.
RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """Without a model of a kind, lists are made of content and popularity, and nothing is
    predicted. That none was trained yet is no trouble."""

    ranking: "RankingModel | None" = None
    rating: "RatingModel | None" = None
    version: str = ""
    """Of the models that are here: "ranking-12 rating-9"; "" without any."""
    trouble: str = ""
    """Why an active model is not here, in English, for operators; "" while all is well."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    run: TrainingRun
    model: Any
    trouble: str
    at: float
    """When, by the monotonic clock."""
    stamps: Stamps
    """Of the files that it was read from."""


_loaded: dict[str, _Loaded] = {}
_lock = threading.Lock()


def served() -> Served:
    """What is active now, by one query: a promotion counts in the next request, in all processes.

    Never raises for an artefact that is missing or broken; `trouble` says what is wrong with it.
    """
    runs = {run.kind: run for run in TrainingRun.objects.active().only("kind", "folder")}
    loaded = {kind: _load(run) for kind, run in sorted(runs.items())}
    for kind in set(_loaded) - set(runs):  # its row was deleted: its memory is freed
        _loaded.pop(kind, None)
    return Served(
        **{kind: found.model for kind, found in loaded.items()},
        version=" ".join(runs[kind].version for kind in loaded if loaded[kind].model),
        trouble="; ".join(found.trouble for found in loaded.values() if found.trouble),
    )


def changes_on_disk() -> str:
    """Which models could not be read again, of those that this process has read and served when
    `served` was last asked; in English, for operators, "" while all could.

    Asks the database nothing, and reads no file that has the size and time that it had.
    """
    found = [_change_on_disk(known) for _kind, known in sorted(_loaded.items())]
    return "; ".join(change for change in found if change)


def _change_on_disk(known: _Loaded) -> str:
    if known.trouble or (stamps := _stamps(known.run)) == known.stamps:
        return ""
    if reason := why_unreadable(known.run):
        return f"{known.run.version}: {reason}"
    _loaded[known.run.kind] = replace(known, stamps=stamps)  # copied back, or touched alone
    return ""


def _load(run: TrainingRun) -> _Loaded:
    if (known := _still_valid(run)) is not None:
        return known
    with _lock:
        if (known := _still_valid(run)) is not None:  # another thread was faster
            return known
        model, trouble, stamps = None, "", _stamps(run)
        try:
            model = load_model(run)
        except BrokenArtefact as error:
            trouble = f"{run.version}: {error}"
        if trouble:
            logger.error("a recommender cannot be served: %s", trouble)
        else:
            logger.info("%s is served", run.version)
        _loaded[run.kind] = _Loaded(run, model, trouble, time.monotonic(), stamps)
        return _loaded[run.kind]


def _still_valid(run: TrainingRun) -> _Loaded | None:
    known = _loaded.get(run.kind)
    if known is None or known.run.pk != run.pk:
        return None
    if known.trouble and time.monotonic() - known.at > RETRY_SECONDS:
        return None
    return known


def _stamps(run: TrainingRun) -> Stamps:
    return file_stamps(artefact_folder(run)) if run.folder else {}


def load_model(run: TrainingRun) -> Any:
    """The model of a run; raise BrokenArtefact."""
    if not run.folder:
        raise BrokenArtefact("its artefact was cleared away")
    folder = artefact_folder(run)
    check_manifest(folder, kind=run.kind)
    try:
        return model_class(run.kind).load(folder)
    except BrokenArtefact:
        raise
    except Exception as error:
        # Whatever a file of another version makes of the code that reads it: pages go on.
        raise BrokenArtefact(f"{folder}: {type(error).__name__}: {error}") from error


def why_unreadable(run: TrainingRun) -> str:
    """Why the model of a run cannot be served; "" where it can."""
    try:
        load_model(run)
    except BrokenArtefact as error:
        return str(error)
    return ""
