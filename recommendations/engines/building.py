"""Engines built on the catalogue of now, by a person or by the site itself."""

import json
import logging
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from catalog.locks import NO_PATIENCE, LockTaken, hold_lock
from catalog.models import Job, Movie
from catalog.version import catalogue_version
from recommendations.collaborative.artefact import BrokenArtefact
from recommendations.engines.base import LibraryMissing, NotBuildable, Told
from recommendations.engines.builds import (
    Build,
    BuildFacts,
    current_build,
    facts_of,
    write_build,
)
from recommendations.engines.catalogue import CatalogueData, catalogue_from_database
from recommendations.engines.choices import BUILT
from recommendations.engines.collaborative import Collaborative

logger = logging.getLogger(__name__)

# While titles are edited or imported the site itself builds no more often: it reads all of them.
INTERVAL_SECONDS = 60 * 60

# What learns from people is built anew once a day.
PEOPLE_INTERVAL = timedelta(days=1)

_LOOKED_KEY = "engines-looked-at"
_SETTLED_KEY = "engine-settled-{}"


class BuildRefused(Exception):
    """Nothing was built, and what is served stays; the message is for people."""


@dataclass(slots=True)
class Outcome:
    built: list[Build] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Engine → why it was not built."""


def build_engines(names: Collection[str], *, told: Told) -> Outcome:
    """Those of `BUILT`, each on its own: one that cannot be built leaves the others alone. Raises
    BuildRefused where another process is building or there are no titles, and OSError where nothing
    can be written."""
    with _one_at_a_time():
        catalogue = catalogue_from_database()
        if not len(catalogue):
            raise BuildRefused("there are no titles to build engines of")
        told(f"{len(catalogue):,} titles")
        return _build(names, catalogue, told=told)


def build_changed() -> int:
    """Build what is served of an older catalogue, as the site does by itself, once in
    INTERVAL_SECONDS at most, and not while titles are still coming; return how many were built."""
    version = catalogue_version()
    due = [name for name in BUILT if _is_due(name, version)]
    if not due or not Movie.objects.published().exists() or Job.objects.running().exists():
        return 0
    if not cache.add(_LOOKED_KEY, True, INTERVAL_SECONDS):
        return 0
    try:
        with _one_at_a_time():
            catalogue = catalogue_from_database()
            # A version is also new where what engines read of titles is not.
            changed = [name for name in due if _has_changed(name, catalogue)]
            outcome = _build(changed, catalogue, told=logger.info)
            for name in {*due, *outcome.refused} - {build.engine for build in outcome.built}:
                _settle(name, catalogue.version)
    except BuildRefused as error:
        logger.info("no engine was built: %s", error)
        return 0
    except BaseException:
        cache.delete(_LOOKED_KEY)
        raise
    for name, reason in outcome.refused.items():
        logger.info("%s was not built: %s", name, reason)
    return len(outcome.built)


def _build(names: Collection[str], catalogue: CatalogueData, *, told: Told) -> Outcome:
    outcome = Outcome()
    for name in names:
        begun = time.monotonic()
        try:
            engine = BUILT[name].build(catalogue, told=_of(name, told))
        except NotBuildable as refusal:
            outcome.refused[name] = str(refusal.reason)
            continue
        build = write_build(engine, catalogue, seconds=time.monotonic() - begun)
        outcome.built.append(build)
        told(f"{build}: {facts_of(build).size:,} bytes in {time.monotonic() - begun:.1f} s")
    return outcome


def _of(name: str, told: Told) -> Told:
    return lambda line: told(f"{name}: {line}")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    try:
        with hold_lock("build engines", wait=NO_PATIENCE):
            yield
    except LockTaken as error:
        raise BuildRefused("another process is building engines") from error


def _is_due(name: str, version: str) -> bool:
    try:
        BUILT[name].require_library()
    except LibraryMissing:
        return False
    told = _facts(name)
    if cache.get(_SETTLED_KEY.format(name)) == _situation(name, version):
        return False
    if told is None or told.parameters != dict(BUILT[name].parameters):
        return True
    if name == Collaborative.name:  # what people like changes without any title
        return timezone.now() - told.built_at > PEOPLE_INTERVAL
    return told.version != version


def _has_changed(name: str, catalogue: CatalogueData) -> bool:
    """Of one that is due."""
    told = _facts(name)
    return (
        told is None
        or name == Collaborative.name
        or told.data_hash != catalogue.digest
        or told.parameters != dict(BUILT[name].parameters)
    )


def _settle(name: str, version: str) -> None:
    """Of a catalogue in which nothing of it has changed, or of which it cannot be built: it is not
    read for this engine again."""
    seconds = PEOPLE_INTERVAL.total_seconds() if name == Collaborative.name else None
    cache.set(_SETTLED_KEY.format(name), _situation(name, version), seconds)


def _situation(name: str, version: str) -> str:
    """What decides whether an engine is built; titles do not where it learns from people alone."""
    told = _facts(name)
    of = "" if name == Collaborative.name else version
    built_at = told.built_at.isoformat() if told else ""
    return json.dumps([of, built_at, dict(BUILT[name].parameters)], sort_keys=True)


def _facts(name: str) -> BuildFacts | None:
    """None where there is no build that tells; one of a broken disk is made anew."""
    build = current_build(name)
    try:
        return facts_of(build) if build else None
    except BrokenArtefact:
        return None
