"""Where artefacts lie: each in a folder of its own, which has its name only when it is whole."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from recommendations.models import TrainingRun


def artefact_folder(run: TrainingRun) -> Path:
    """Of a run that has an artefact."""
    return Path(settings.RECOMMENDER_FOLDER) / run.folder


@contextmanager
def unfinished_folder(run: TrainingRun) -> Iterator[Path]:
    """A folder to write an artefact into, which `run.version` will be the name of afterwards:
    nobody ever loads half of one."""
    unfinished = _unfinished_path(run)
    clear_unfinished(run)  # of an attempt that was killed
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        whole = unfinished.with_name(run.version)
        shutil.rmtree(whole, ignore_errors=True)
        unfinished.rename(whole)
    except BaseException:
        clear_unfinished(run)
        raise


def clear_unfinished(run: TrainingRun) -> None:
    """Delete what a training that was cut off has left."""
    shutil.rmtree(_unfinished_path(run), ignore_errors=True)


def clear_artefact(run: TrainingRun) -> None:
    """Delete the artefact. Processes that have read or mapped it go on with what they have."""
    if run.folder:
        shutil.rmtree(artefact_folder(run), ignore_errors=True)


def _unfinished_path(run: TrainingRun) -> Path:
    return Path(settings.RECOMMENDER_FOLDER) / f".{run.version}.unfinished"
